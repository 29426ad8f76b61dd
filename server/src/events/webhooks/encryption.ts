import type { KeyObject } from 'node:crypto';
import { CompactEncrypt, calculateJwkThumbprint } from 'jose';
import { Problem } from '../../kernel/problem.ts';
import { KeyFault, readPublicKey } from '../../kernel/public-key.ts';

/** The public key of a receiver, as it is stored and shown (RFC 7517). Only its holder can read what is encrypted to it. */
export interface EncryptionKey {
  readonly kty: string;
  readonly kid: string;
  readonly use: 'enc';
  readonly alg: 'RSA-OAEP-256' | 'ECDH-ES';
}

const KID_LENGTH_MAX = 255;

/** Reads the key that a merchant sends as a JWK. Throws `encryption_key_invalid`. */
export async function encryptionKeyOf(jwk: Readonly<Record<string, unknown>>): Promise<EncryptionKey> {
  try {
    const key = readPublicKey(jwk);
    const alg = algorithmOf(key);
    if (jwk.use !== undefined && jwk.use !== 'enc') throw new KeyFault('The `use` of this key is not `enc`.');
    if (jwk.alg !== undefined && jwk.alg !== alg)
      throw new KeyFault(`The \`alg\` of this key must be ${alg}.`);
    const { kid } = jwk;
    if (kid !== undefined && (typeof kid !== 'string' || kid.length === 0 || kid.length > KID_LENGTH_MAX))
      throw new KeyFault(`\`kid\` must be a text of 1 to ${KID_LENGTH_MAX} characters.`);
    // What else the merchant's JWK says is of no use here.
    const members = key.export({ format: 'jwk' });
    return {
      ...(members as { kty: string }),
      ...{ kid: kid ?? (await calculateJwkThumbprint(members as object)), use: 'enc', alg },
    };
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    throw new Problem('encryption_key_invalid', error.message, { field: 'encryption_key' });
  }
}

function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject) {
  if (type === 'ec' && details.namedCurve === 'prime256v1') return 'ECDH-ES';
  if (type !== 'rsa') throw new KeyFault('Send an RSA key, or an EC key on P-256.');
  return 'RSA-OAEP-256';
}

/** Encrypts JSON to the key: a JWE in the compact serialization (RFC 7516), with AES-256-GCM. */
export function encrypted(json: string, key: EncryptionKey): Promise<string> {
  const { kid, alg } = key;
  return new CompactEncrypt(Buffer.from(json))
    .setProtectedHeader({ alg, enc: 'A256GCM', kid, cty: 'json' })
    .encrypt(readPublicKey({ ...key }));
}
