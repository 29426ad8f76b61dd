import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** The purpose of a key derived from the root key. A key for one purpose cannot be used for another. */
export type Purpose =
  | 'api-keys'
  | 'fingerprints'
  | 'event-ids'
  | 'sessions'
  | 'vault'
  | 'channels'
  | 'people'
  | 'oauth'
  | 'oauth-cookies'
  | 'oauth-dpop-nonces';

/** The root key and the keys derived from it. No other code sees the root key. */
export class KeyRing {
  readonly #root: Buffer;
  readonly #derived = new Map<Purpose, KeyObject>();

  /** @param root 32 bytes. */
  constructor(root: Buffer) {
    if (root.length !== 32) throw new Error('the root key must have 32 bytes');
    this.#root = root;
  }

  /** An id of the root key that does not reveal the key. It is stored in the database and compared at every start. */
  get id(): string {
    return createHash('sha256').update('florin root key id').update(this.#root).digest('hex').slice(0, 16);
  }

  /** Returns the key for one purpose, derived by HKDF-SHA256 (RFC 5869). */
  derive(purpose: Purpose): KeyObject {
    let key = this.#derived.get(purpose);
    if (key === undefined) {
      // This is a key object, because Node would convert a buffer at every use, which costs five times the HMAC itself.
      key = createSecretKey(Buffer.from(hkdfSync('sha256', this.#root, '', `florin/${purpose}`, 32)));
      this.#derived.set(purpose, key);
    }
    return key;
  }

  /** Computes an HMAC-SHA256 with the key for this purpose. */
  mac(purpose: Purpose, message: string): Buffer {
    return createHmac('sha256', this.derive(purpose)).update(message).digest();
  }
}
