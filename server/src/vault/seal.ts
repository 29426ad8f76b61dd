import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { KeyRing } from './keys.ts';

const FORMAT = 1;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/**
 * Encrypts a value for storage. The result has a format, key id, nonce, ciphertext and tag. The key id says which root key opens
 * it, so that the root key can be changed one row at a time.
 *
 * @param context says whose value it is and what it is for. It is authenticated but not stored, so that a ciphertext that was
 * moved to another row cannot be opened there.
 */
export function seal(keys: KeyRing, context: string, plaintext: Buffer): Buffer {
  const header = headerOf(keys);
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([
    header,
    nonce,
    encrypt(keys.derive('vault'), nonce, associated(header, context), plaintext),
  ]);
}

/** Decrypts a sealed value. Throws if it was changed, belongs to another context, or was sealed with another root key. */
export function open(keys: KeyRing, context: string, sealed: Buffer): Buffer {
  const header = sealed.subarray(0, HEADER_BYTES);
  if (!header.equals(headerOf(keys))) throw new Error('sealed in another format or under another root key');
  const nonce = sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  return decrypt(
    keys.derive('vault'),
    nonce,
    associated(header, context),
    sealed.subarray(HEADER_BYTES + NONCE_BYTES),
  );
}

/** Encrypts with AES-256-GCM (NIST SP 800-38D). Returns the ciphertext followed by the tag. */
export function encrypt(
  key: Buffer | KeyObject,
  nonce: Buffer,
  associated: Buffer,
  plaintext: Buffer,
): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(associated);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts the result of `encrypt`. Throws if any bit of it, of the nonce or of the associated data differs. */
export function decrypt(
  key: Buffer | KeyObject,
  nonce: Buffer,
  associated: Buffer,
  ciphertext: Buffer,
): Buffer {
  if (ciphertext.length < TAG_BYTES) throw new Error('the ciphertext is cut off');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(associated)
    .setAuthTag(ciphertext.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -TAG_BYTES)), decipher.final()]);
}

function headerOf(keys: KeyRing): Buffer {
  return Buffer.concat([Buffer.from([FORMAT]), Buffer.from(keys.id, 'hex')]);
}

function associated(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context)]);
}
