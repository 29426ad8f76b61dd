import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** What is wrong with a key, in a sentence for whoever sent it. It never quotes the key. */
export class KeyFault extends Error {
  override readonly name = 'KeyFault';
}

/** A public key as text in PEM (RFC 7468), or as a JWK (RFC 7517). */
export type PublicKeySource = string | Readonly<Record<string, unknown>>;

const RSA_BITS = { least: 2048, most: 8192 } as const;

/**
 * Reads the public key that a client sends. Throws `KeyFault`, for a private key too: it should never travel. Of RSA it takes what
 * protects something and costs little to work with, whatever it is for.
 */
export function readPublicKey(source: PublicKeySource): KeyObject {
  const key = typeof source === 'string' ? fromPem(source) : fromJwk(source);
  if (key.asymmetricKeyType?.startsWith('rsa')) checkRsa(key);
  return key;
}

function checkRsa(key: KeyObject): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < RSA_BITS.least || modulusLength > RSA_BITS.most)
    throw new KeyFault(`An RSA key needs ${RSA_BITS.least} to ${RSA_BITS.most} bits.`);
  // A large exponent makes every use of the key slow. A small one has helped forgers, and by 1 nothing is encrypted.
  if (publicExponent < 65_537n || publicExponent >= 1n << 32n || publicExponent % 2n === 0n)
    throw new KeyFault('The public exponent of an RSA key must be 65537, or a little above.');
  // Nothing can be encrypted to it. Keys for RSA-PSS alone have no JWK, and encrypt nothing.
  if (
    key.asymmetricKeyType === 'rsa' &&
    isEven(Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url'))
  )
    throw new KeyFault('The modulus of an RSA key is odd, and this one is even.');
}

function isEven(number: Buffer): boolean {
  return (number.at(-1) ?? 0) % 2 === 0;
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
