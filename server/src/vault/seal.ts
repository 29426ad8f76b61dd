import { type KeyObject, randomBytes } from 'node:crypto';
import { writeIdBytes } from '../kernel/ids.ts';
import { decrypt, encrypt, NONCE_BYTES } from './aes-gcm.ts';
import { type DataKeyId, KEY_ID_BYTES } from './data-keys.ts';
import type { KeyRing } from './keys.ts';

/** Before there were data keys: sealed under a key derived from the root key, whose id has eight bytes. Only read. */
const FORMAT_ROOT = 1;
const ROOT_ID_BYTES = 8;
/** Sealed under a data key. */
const FORMAT = 2;
/** What stands before the nonce: the format and the id of the data key. */
export const HEADER_BYTES = 1 + KEY_ID_BYTES;

/**
 * Encrypts a value for storage. The result has a format, the id of the data key, a nonce, ciphertext and tag. The id says which key
 * opens it, so that keys can be changed one row at a time.
 *
 * @param context says whose value it is and what it is for. It is authenticated but not stored, so that a ciphertext that was
 * moved to another row cannot be opened there.
 */
export function seal(keys: KeyRing, context: string, plaintext: Buffer): Buffer {
  const { id, key } = keys.dataKeys.sealing;
  const header = headerOf(id);
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([header, nonce, encrypt(key, nonce, associated(header, context), plaintext)]);
}

/** Decrypts a sealed value. Throws if it was changed, belongs to another context, or was sealed with a key that is not known here. */
export function open(keys: KeyRing, context: string, sealed: Buffer): Buffer {
  const { key, headerBytes } = keyOf(keys, sealed);
  const header = sealed.subarray(0, headerBytes);
  const nonce = sealed.subarray(headerBytes, headerBytes + NONCE_BYTES);
  return decrypt(key, nonce, associated(header, context), sealed.subarray(headerBytes + NONCE_BYTES));
}

/** What values that are sealed under a data key begin with. */
export function headerOf(id: DataKeyId): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = FORMAT;
  writeIdBytes(id, header, 1);
  return header;
}

function keyOf(keys: KeyRing, sealed: Buffer): { key: KeyObject; headerBytes: number } {
  switch (sealed[0]) {
    case FORMAT_ROOT: {
      const headerBytes = 1 + ROOT_ID_BYTES;
      if (sealed.toString('hex', 1, headerBytes) !== keys.id)
        throw new Error('sealed under another root key');
      return { key: keys.derive('vault'), headerBytes };
    }
    case FORMAT:
      if (sealed.length < HEADER_BYTES) throw new Error('the sealed value is cut off');
      return { key: keys.dataKeys.find(sealed.subarray(1, HEADER_BYTES)), headerBytes: HEADER_BYTES };
    default:
      throw new Error(`sealed in a format that is not known here: ${sealed[0] ?? 'it is empty'}`);
  }
}

/** Unambiguous, because the header's first byte says how long it is. */
function associated(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context)]);
}
