import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { DataKeys } from './data-keys.ts';
import { type KeyEncryptions, LocalKey } from './key-encryption.ts';

/** The purpose of a key derived from the root key. A key for one purpose cannot be used for another. */
export type Purpose =
  | 'api-keys'
  | 'fingerprints'
  | 'event-ids'
  | 'sessions'
  | 'vault'
  | 'data-keys'
  | 'channels'
  | 'people'
  | 'oauth'
  | 'oauth-cookies'
  | 'oauth-dpop-nonces'
  | 'agents';

/** The root key, the keys derived from it, and the data keys. No other code sees the root key. */
export class KeyRing {
  /** An id of the root key that does not reveal the key. It is stored in the database and compared at every start. */
  readonly id: string;
  /** By which values are sealed. They have to be read before (`openKeys`). */
  readonly dataKeys: DataKeys;
  readonly #root: Buffer;
  readonly #derived = new Map<Purpose, KeyObject>();

  /**
   * @param root 32 bytes.
   * @param encryptions under which the data keys lie wrapped; where it is left out, under a key derived from the root key.
   */
  constructor(root: Buffer, encryptions?: KeyEncryptions) {
    if (root.length !== 32) throw new Error('the root key must have 32 bytes');
    this.#root = root;
    this.id = createHash('sha256').update('florin root key id').update(root).digest('hex').slice(0, 16);
    this.dataKeys = new DataKeys(this.id, encryptions ?? { present: rootEncryption(root), before: null });
  }

  /** Returns the key for one purpose, derived by HKDF-SHA256 (RFC 5869). */
  derive(purpose: Purpose): KeyObject {
    let key = this.#derived.get(purpose);
    if (key === undefined) {
      // This is a key object, because Node would convert a buffer at every use, which costs five times the HMAC itself.
      key = derived(this.#root, purpose);
      this.#derived.set(purpose, key);
    }
    return key;
  }

  /** Computes an HMAC-SHA256 with the key for this purpose. */
  mac(purpose: Purpose, message: string): Buffer {
    return createHmac('sha256', this.derive(purpose)).update(message).digest();
  }
}

/** The encryption of data keys under the root key, which is at hand wherever no other is set. */
export function rootEncryption(root: Buffer): LocalKey {
  return new LocalKey('root', derived(root, 'data-keys'));
}

function derived(root: Buffer, purpose: Purpose): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `florin/${purpose}`, 32)));
}
