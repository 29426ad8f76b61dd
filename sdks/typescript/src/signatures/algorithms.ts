import { fromBase64, type Jwk, type Key } from '../base64.ts';
import { InputError } from '../errors.ts';

/** What Web Crypto has to be told for each algorithm of RFC 9421 section 6.2.2. */
export const signatureAlgorithms = {
  ed25519: { import: { name: 'Ed25519' }, use: { name: 'Ed25519' } },
  'ecdsa-p256-sha256': {
    import: { name: 'ECDSA', namedCurve: 'P-256' },
    use: { name: 'ECDSA', hash: 'SHA-256' },
  },
  'ecdsa-p384-sha384': {
    import: { name: 'ECDSA', namedCurve: 'P-384' },
    use: { name: 'ECDSA', hash: 'SHA-384' },
  },
  'rsa-pss-sha512': {
    import: { name: 'RSA-PSS', hash: 'SHA-512' },
    use: { name: 'RSA-PSS', saltLength: 64 },
  },
  'rsa-v1_5-sha256': {
    import: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    use: { name: 'RSASSA-PKCS1-v1_5' },
  },
} as const;

export type SignatureAlgorithm = keyof typeof signatureAlgorithms;

/** A private key as Web Crypto holds it, or as PKCS #8 in PEM, or as a JWK. */
export type PrivateKey = Key | string | Jwk;

export async function signingKey(key: PrivateKey, algorithm: SignatureAlgorithm): Promise<Key> {
  const how = signatureAlgorithms[algorithm]?.import;
  if (how === undefined)
    throw new InputError(
      `${algorithm} is no algorithm: one of ${Object.keys(signatureAlgorithms).join(', ')}.`,
    );
  if (typeof key !== 'string' && 'usages' in key) return key;
  try {
    if (typeof key !== 'string') return await crypto.subtle.importKey('jwk', key, how, false, ['sign']);
    const [, text] = /-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----/.exec(key) ?? [];
    const der = fromBase64(text?.replace(/\s+/g, '') ?? '');
    if (text !== undefined && der !== null)
      return await crypto.subtle.importKey('pkcs8', der, how, false, ['sign']);
  } catch {
    // Said below, without anything of the key.
  }
  throw new InputError(
    `The key is no private key for ${algorithm}: hand in PKCS #8 in PEM (BEGIN PRIVATE KEY), or a JWK.`,
  );
}

export async function sign(
  key: Key,
  algorithm: SignatureAlgorithm,
  text: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> {
  return crypto.subtle.sign(signatureAlgorithms[algorithm].use, key, text);
}

/** Whether the signature is of this key, which is one of Florin’s. */
export async function isOf(
  jwk: Jwk,
  signature: Uint8Array<ArrayBuffer>,
  text: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { kty, crv, x } = jwk;
  if (kty !== 'OKP' || crv !== 'Ed25519') return false;
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x } as Jwk, { name: 'Ed25519' }, false, [
    'verify',
  ]);
  return crypto.subtle.verify({ name: 'Ed25519' }, key, signature, text);
}
