/** RSA with padding that is not random, so that the same vector comes out each time. */
import { constants, createHash, createPublicKey, publicEncrypt } from 'node:crypto';

/** Bytes that look random, and are always the same for a text. None of them is zero. */
export function bytesOf(text: string, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, at) =>
    createHash('sha512').update(`${at} ${text}`).digest(),
  );
  return Buffer.concat(blocks)
    .subarray(0, length)
    .map((byte) => byte || 1) as Buffer;
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function mask(seed: Buffer, length: number, hash: string): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0; Buffer.concat(blocks).length < length; counter++) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    blocks.push(createHash(hash).update(seed).update(number).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const xor = (left: Buffer, right: Buffer) =>
  Buffer.from(left.map((byte, at) => byte ^ (right[at] as number)));

/** RSAES-OAEP (RFC 8017 section 7.1.1), with a seed that the text gives. */
function oaep(message: Buffer, size: number, hash: string, text: string): Buffer {
  const label = createHash(hash).digest();
  const block = Buffer.alloc(size - label.length - 1);
  label.copy(block);
  block[block.length - message.length - 1] = 1;
  message.copy(block, block.length - message.length);
  const seed = bytesOf(text, label.length);
  const maskedBlock = xor(block, mask(seed, block.length, hash));
  return Buffer.concat([Buffer.of(0), xor(seed, mask(maskedBlock, seed.length, hash)), maskedBlock]);
}

/** RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1). */
function pkcs1(message: Buffer, size: number, text: string): Buffer {
  return Buffer.concat([Buffer.of(0, 2), bytesOf(text, size - message.length - 3), Buffer.of(0), message]);
}

/** Encrypts to the public part of a key of 2048 bits. The text stands in for what should be random. */
export function encryptedTo(
  pem: string,
  message: Buffer,
  way: 'sha256' | 'sha1' | 'pkcs1',
  text: string,
): Buffer {
  const size = 256;
  const padded = way === 'pkcs1' ? pkcs1(message, size, text) : oaep(message, size, way, text);
  return publicEncrypt({ key: createPublicKey(pem), padding: constants.RSA_NO_PADDING }, padded);
}
