import { constants, createHmac, type KeyObject, sign, timingSafeEqual } from 'node:crypto';
import { OtherThread } from '../../kernel/other-thread.ts';
import type { PublicAlgorithm, VerifyingKey } from './keys.ts';

interface Way {
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  readonly options: object;
  /** How long a signature is, where all are equally long. */
  readonly bytes?: number;
}

/** Signatures of ECDSA are the two numbers one after another (RFC 9421 section 3.3.4), never DER. */
const P1363 = { dsaEncoding: 'ieee-p1363' } as const;

export const WAYS: Readonly<Record<PublicAlgorithm, Way>> = {
  ed25519: { hash: null, options: {}, bytes: 64 },
  'ecdsa-p256-sha256': { hash: 'sha256', options: P1363, bytes: 64 },
  'ecdsa-p384-sha384': { hash: 'sha384', options: P1363, bytes: 96 },
  'rsa-pss-sha512': {
    hash: 'sha512',
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 },
  },
  'rsa-v1_5-sha256': { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } },
  // The one that is not in the standard keeps the form that its old libraries write.
  'dsa-sha256': { hash: 'sha256', options: { dsaEncoding: 'der' } },
};

/** The length of this key's signatures in bytes, or null where it varies. */
export function lengthOf({ algorithm, key }: VerifyingKey): number | null {
  if (algorithm === 'hmac-sha256') return 32;
  if (algorithm.startsWith('rsa')) return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  return WAYS[algorithm].bytes ?? null;
}

/**
 * A question to the thread that verifies, of texts alone: a text is cloned by itself, bytes with their whole pool, and a key costs the
 * thread as much as verifying by it. Of `data` and `signature` each byte is a character.
 */
export interface ToVerify {
  readonly algorithm: PublicAlgorithm;
  /** In PEM. */
  readonly pem: string;
  readonly data: string;
  readonly signature: string;
}

const pems = new WeakMap<KeyObject, string>();

function pemOf(key: KeyObject): string {
  let pem = pems.get(key);
  if (pem === undefined) {
    pem = key.export({ format: 'pem', type: 'spki' }) as string;
    pems.set(key, pem);
  }
  return pem;
}

const verifying = new OtherThread<ToVerify, boolean>(new URL('./verifying-thread.ts', import.meta.url));

/** Whether the signature is this key's, over these bytes. Public keys verify in a thread of their own, and keep nothing waiting. */
export function verifies(verifier: VerifyingKey, data: Buffer, signature: Buffer): Promise<boolean> {
  const { algorithm, key } = verifier;
  const length = lengthOf(verifier);
  if (length !== null && signature.length !== length) return Promise.resolve(false);
  if (algorithm === 'hmac-sha256') return Promise.resolve(timingSafeEqual(hmac(key, data), signature));
  return verifying.do({
    algorithm,
    pem: pemOf(key),
    data: data.toString('latin1'),
    signature: signature.toString('latin1'),
  });
}

/** What signs: a private key for one algorithm, or a shared secret. */
export interface SigningKey {
  readonly algorithm: VerifyingKey['algorithm'];
  readonly key: KeyObject;
}

/** Signs in the thread pool. */
export function signed({ algorithm, key }: SigningKey, data: Buffer): Promise<Buffer> {
  if (algorithm === 'hmac-sha256') return Promise.resolve(hmac(key, data));
  const { hash, options } = WAYS[algorithm];
  return new Promise((resolve, reject) => {
    sign(hash, data, { key, ...options }, (error, signature) =>
      error === null ? resolve(signature) : reject(error),
    );
  });
}

function hmac(key: KeyObject, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
