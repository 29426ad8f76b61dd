import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/** How long a nonce is. Node takes others too, for which GCM is weaker (NIST SP 800-38D, section 5.2.1.1). */
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts with AES-256-GCM (NIST SP 800-38D). Returns the ciphertext followed by the tag. */
export function encrypt(key: KeyObject, nonce: Buffer, associated: Buffer, plaintext: Buffer): Buffer {
  checkNonce(nonce);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(associated);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts the result of `encrypt`. Throws if any bit of it, of the nonce or of the associated data differs. */
export function decrypt(key: KeyObject, nonce: Buffer, associated: Buffer, ciphertext: Buffer): Buffer {
  checkNonce(nonce);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(associated)
    .setAuthTag(ciphertext.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -TAG_BYTES)), decipher.final()]);
}

function checkNonce(nonce: Buffer): void {
  if (nonce.length !== NONCE_BYTES)
    throw new Error(`the nonce has ${nonce.length} bytes, not ${NONCE_BYTES}`);
}
