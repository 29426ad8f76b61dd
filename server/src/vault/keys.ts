import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** What a key derived from the root key is for; one is of no use for another's purpose. */
export type Purpose = 'api-keys' | 'fingerprints' | 'event-ids' | 'sessions' | 'vault' | 'channels';

/** The root key and all that is derived from it. Nothing else in the house sees the root. */
export class KeyRing {
  readonly #root: Buffer;
  readonly #derived = new Map<Purpose, KeyObject>();

  /** @param root 32 bytes. */
  constructor(root: Buffer) {
    if (root.length !== 32) throw new Error('the root key must have 32 bytes');
    this.#root = root;
  }

  /** Names the root key without telling it: stored in the database, and compared at start. */
  get id(): string {
    return createHash('sha256').update('florin root key id').update(this.#root).digest('hex').slice(0, 16);
  }

  /** The key for one purpose, by HKDF-SHA256 (RFC 5869). */
  derive(purpose: Purpose): KeyObject {
    let key = this.#derived.get(purpose);
    if (key === undefined) {
      // A key object, since a bare buffer would be made one with every use, which costs five times the HMAC itself.
      key = createSecretKey(Buffer.from(hkdfSync('sha256', this.#root, '', `florin/${purpose}`, 32)));
      this.#derived.set(purpose, key);
    }
    return key;
  }

  /** HMAC-SHA256 under the purpose's key. */
  mac(purpose: Purpose, message: string): Buffer {
    return createHmac('sha256', this.derive(purpose)).update(message).digest();
  }
}
