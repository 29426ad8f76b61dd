import { createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { decrypt, encrypt, NONCE_BYTES } from './aes-gcm.ts';

/** A key that encrypts data keys (a KEK), wherever it is. */
export interface KeyEncryption {
  /** Which key it is, as it stands beside what it has wrapped. It reveals nothing of the key. */
  readonly id: string;
  /**
   * Encrypts a data key.
   * @param context is authenticated, and has to be the same when it is unwrapped.
   */
  wrap(dataKey: Buffer, context: string): Promise<Buffer>;
  /** Decrypts the result of `wrap`. Throws where it is not of this key and context. */
  unwrap(wrapped: Buffer, context: string): Promise<Buffer>;
}

/** Under which data keys may lie wrapped. */
export interface KeyEncryptions {
  readonly present: KeyEncryption;
  /** The one that it follows, while both are in use. */
  readonly before: KeyEncryption | null;
}

/** A key that is in this process's own memory. */
export class LocalKey implements KeyEncryption {
  readonly id: string;
  readonly #key: KeyObject;

  /** @param kind where the key is from: the first word of its id. */
  constructor(kind: 'root' | 'key', key: KeyObject) {
    const fingerprint = createHmac('sha256', key).update('florin key encryption key id').digest('hex');
    this.id = `${kind}:${fingerprint.slice(0, 16)}`;
    this.#key = key;
  }

  async wrap(dataKey: Buffer, context: string): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    return Buffer.concat([nonce, encrypt(this.#key, nonce, Buffer.from(context), dataKey)]);
  }

  async unwrap(wrapped: Buffer, context: string): Promise<Buffer> {
    return decrypt(
      this.#key,
      wrapped.subarray(0, NONCE_BYTES),
      Buffer.from(context),
      wrapped.subarray(NONCE_BYTES),
    );
  }
}

/**
 * Decrypts a data key under whichever of them wrapped it. Where the id beside it is of none of them, each is tried: a key may have
 * been given another name, as when the service that holds it moved.
 */
export async function unwrapUnder(
  { present, before }: KeyEncryptions,
  { kek, wrapped }: { readonly kek: string; readonly wrapped: Buffer },
  context: string,
): Promise<Buffer> {
  const all = before === null ? [present] : [present, before];
  const named = all.filter(({ id }) => id === kek);
  let failure: unknown;
  for (const encryption of named.length > 0 ? named : all) {
    try {
      return await encryption.unwrap(wrapped, context);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}
