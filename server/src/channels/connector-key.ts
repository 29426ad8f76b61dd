import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Fault } from '../kernel/setting.ts';

/** The public key of the operator's connector, to which cards are encrypted. */
export interface ConnectorKey {
  /** The key's own `kid`, or else its thumbprint (RFC 7638). */
  readonly kid: string;
  readonly key: KeyObject;
}

const BITS_MIN = 2048;

/** Reads a public RSA key: a PEM or a JWK, or the name of a file with one. Throws `Fault`, which shows nothing of it. */
export function parseConnectorKey(value: string): ConnectorKey {
  const text = /^\s*(-----BEGIN|\{)/.test(value) ? value : contentOf(value);
  const { key, kid } = text.trimStart().startsWith('{') ? ofJwk(text) : { key: ofPem(text), kid: undefined };
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < BITS_MIN)
    throw new Fault(
      `must be an RSA key of ${BITS_MIN} bits or more, because cards are encrypted by RSA-OAEP-256`,
    );
  return { key, kid: kid ?? thumbprintOf(key) };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Fault('must be a public key (a PEM or a JWK), or the name of a file with one that can be read');
  }
}

function ofPem(text: string): KeyObject {
  // Node would take the public part out of it, and whoever reads the configuration could open every card.
  if (text.includes('PRIVATE KEY')) throw secret();
  try {
    return createPublicKey(text);
  } catch {
    throw new Fault('must be a public key in PEM: -----BEGIN PUBLIC KEY-----');
  }
}

function ofJwk(text: string): { key: KeyObject; kid: string | undefined } {
  let jwk: JsonWebKey & { kid?: unknown };
  let key: KeyObject;
  try {
    jwk = JSON.parse(text);
    key = createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new Fault('must be a public key as a JWK (RFC 7517): {"kty": "RSA", "n": …, "e": …}');
  }
  if (jwk.d !== undefined) throw secret();
  return { key, kid: typeof jwk.kid === 'string' ? jwk.kid : undefined };
}

function secret(): Fault {
  return new Fault('must be the public key alone: the private one stays with the connector');
}

function thumbprintOf(key: KeyObject): string {
  const { e, n } = key.export({ format: 'jwk' });
  return createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
}
