import { createHash, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { KeyFault, type PublicKeySource, readPublicKey } from '../kernel/public-key.ts';
import { Fault } from '../kernel/setting.ts';

/** The public key of the operator's connector, to which cards are encrypted. */
export interface ConnectorKey {
  /** The key's own `kid`, or else its thumbprint (RFC 7638). */
  readonly kid: string;
  readonly key: KeyObject;
}

/** Reads a public RSA key: a PEM or a JWK, or the name of a file with one. Throws `Fault`, which shows nothing of it. */
export function parseConnectorKey(value: string): ConnectorKey {
  const text = /^\s*(-----BEGIN|\{)/.test(value) ? value : contentOf(value);
  const { source, kid } = text.trimStart().startsWith('{') ? jwkIn(text) : { source: text, kid: undefined };
  const key = keyOf(source);
  if (key.asymmetricKeyType !== 'rsa')
    throw new Fault('must be an RSA key, because cards are encrypted by RSA-OAEP-256');
  return { key, kid: kid ?? thumbprintOf(key) };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Fault('must be a public key (a PEM or a JWK), or the name of a file with one that can be read');
  }
}

function jwkIn(text: string): { source: PublicKeySource; kid: string | undefined } {
  try {
    const jwk = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return { source: jwk, kid: typeof jwk.kid === 'string' ? jwk.kid : undefined };
  } catch {
    throw new Fault('must be a public key as a JWK (RFC 7517): {"kty": "RSA", "n": …, "e": …}');
  }
}

/** With a private key whoever reads the configuration could open every card: it stays with the connector. */
function keyOf(source: PublicKeySource): KeyObject {
  try {
    return readPublicKey(source);
  } catch (error) {
    if (error instanceof KeyFault)
      throw new Fault(`must be a public key alone, in PEM or as a JWK (RFC 7517). ${error.message}`);
    throw error;
  }
}

function thumbprintOf(key: KeyObject): string {
  const { e, n } = key.export({ format: 'jwk' });
  return createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
}
