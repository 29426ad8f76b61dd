import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** What is wrong with a key, in a sentence for whoever sent it. It never quotes the key. */
export class KeyFault extends Error {
  override readonly name = 'KeyFault';
}

/** A public key as text in PEM (RFC 7468), or as a JWK (RFC 7517). */
export type PublicKeySource = string | Readonly<Record<string, unknown>>;

/** Reads the public key that a client sends. Throws `KeyFault`, for a private key too: it should never travel. */
export function readPublicKey(source: PublicKeySource): KeyObject {
  return typeof source === 'string' ? fromPem(source) : fromJwk(source);
}

const PEM = /^\s*-----BEGIN (?<label>[A-Z ]+)-----[A-Za-z0-9+/=\s]+-----END \k<label>-----\s*$/;

function fromPem(text: string): KeyObject {
  if (text.includes('PRIVATE KEY'))
    throw new KeyFault('This is a private key. Make a new pair, and send the public key alone.');
  const label = PEM.exec(text)?.groups?.label;
  // Node would also take a certificate, and make a public key of a private one.
  if (label !== 'PUBLIC KEY' && label !== 'RSA PUBLIC KEY')
    throw new KeyFault('Send one public key in PEM: `-----BEGIN PUBLIC KEY-----` and so on.');
  return parsed(() => createPublicKey(text));
}

const JWK_PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function fromJwk(jwk: Readonly<Record<string, unknown>>): KeyObject {
  if (jwk.kty === 'oct') throw new KeyFault('This is a shared secret. Send a public key.');
  if (JWK_PRIVATE.some((member) => member in jwk))
    throw new KeyFault('This is a private key. Make a new pair, and send the public key alone.');
  return parsed(() => createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
}

function parsed(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    throw new KeyFault('This cannot be read as a public key.');
  }
}
