import { createSecretKey, type KeyObject } from 'node:crypto';
import { KeyFault, type PublicKeySource, readPublicKey } from '../../kernel/public-key.ts';

/** The algorithms of public keys (RFC 9421 section 3.3), and one of our own name for old keys: DSA is not in the standard. */
export const publicAlgorithms = [
  'ed25519',
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'rsa-pss-sha512',
  'rsa-v1_5-sha256',
  'dsa-sha256',
] as const;
export type PublicAlgorithm = (typeof publicAlgorithms)[number];

declare const brand: unique symbol;

/**
 * A public key that fits its algorithm. It verifies by this one algorithm alone: what a signature says of its own can only agree.
 * `verifyingKey` is the one way to make it, so a shared secret or a key of another kind never stands here.
 */
export interface PublicKey {
  readonly [brand]: 'public';
  readonly algorithm: PublicAlgorithm;
  readonly key: KeyObject;
}

/** A secret that both sides have. It never was a public key's text: that would be known to everybody. */
export interface SharedKey {
  readonly [brand]: 'shared';
  readonly algorithm: 'hmac-sha256';
  readonly key: KeyObject;
}

export type VerifyingKey = PublicKey | SharedKey;

const DSA_BITS_MIN = 2048;
const SHARED_BYTES_MIN = 32;

/**
 * Reads a public key and checks that it is strong enough. Throws `KeyFault`, for a private key too: it should never travel.
 * @param algorithm for RSA keys, which can be used in two ways; for others it must be the one that fits.
 */
export function publicKey(source: PublicKeySource, algorithm?: PublicAlgorithm): PublicKey {
  const key = readPublicKey(source);
  const fitting = algorithmsOf(key);
  const chosen = algorithm ?? (fitting[0] as PublicAlgorithm);
  if (!fitting.includes(chosen))
    throw new KeyFault(`The algorithm of this key is ${fitting.join(' or ')}, not ${chosen}.`);
  return { algorithm: chosen, key } as PublicKey;
}

/** A shared secret of 32 bytes at least. Throws `KeyFault`. */
export function sharedKey(secret: Buffer): SharedKey {
  if (secret.length < SHARED_BYTES_MIN)
    throw new KeyFault(`A shared secret needs ${SHARED_BYTES_MIN} random bytes at least.`);
  if (secret.includes('-----BEGIN')) throw new KeyFault('A key in PEM is no shared secret.');
  return { algorithm: 'hmac-sha256', key: createSecretKey(secret) } as SharedKey;
}

/** By which algorithms a key may verify, the usual one first. Throws `KeyFault` for a key that is of no such kind, or weak. */
function algorithmsOf(key: KeyObject): readonly PublicAlgorithm[] {
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return ['ed25519'];
    case 'ec':
      if (details.namedCurve === 'prime256v1') return ['ecdsa-p256-sha256'];
      if (details.namedCurve === 'secp384r1') return ['ecdsa-p384-sha384'];
      throw new KeyFault('Of elliptic curves, only P-256 and P-384 are accepted.');
    case 'rsa':
      return ['rsa-pss-sha512', 'rsa-v1_5-sha256'];
    case 'rsa-pss':
      if (details.hashAlgorithm !== undefined && details.hashAlgorithm !== 'sha512')
        throw new KeyFault('This RSA-PSS key is for another hash than SHA-512.');
      return ['rsa-pss-sha512'];
    case 'dsa':
      if ((details.modulusLength ?? 0) < DSA_BITS_MIN || (details.divisorLength ?? 0) < 224)
        throw new KeyFault('A DSA key needs 2048 bits at least, with a divisor of 224 or 256.');
      return ['dsa-sha256'];
    default:
      throw new KeyFault('Send a key for Ed25519, ECDSA on P-256 or P-384, or RSA.');
  }
}
