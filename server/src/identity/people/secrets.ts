import { hash, randomBytes } from 'node:crypto';

/** 256 random bits. */
const BYTES = 32;

/** What a cookie or a link holds to give access. */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** What is stored of it. It has too many bits to be guessed, so a fast hash is enough. */
export function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
