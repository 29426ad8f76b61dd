/** For tests: what somebody outside does, who encrypts to Florin's key; and what a server then sees. */
import assert from 'node:assert/strict';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { openPool } from '../database/index.ts';
import { systemClock } from '../kernel/clock.ts';
import type { KeyRing } from '../vault/index.ts';
import { EncryptionKeys } from './keys.ts';

/** Encrypts to Florin's current key, with another header if the test says so. */
export async function encryptTo(
  key: JWK,
  content: object | string | Uint8Array,
  header: Record<string, unknown> = {},
): Promise<string> {
  const bytes =
    content instanceof Uint8Array
      ? content
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const { kid } = key;
  assert.ok(kid !== undefined);
  return new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid, ...header })
    .encrypt(await importJWK(key, 'RSA-OAEP-256'));
}

/** What is in these JWEs, which were encrypted to the keys of this database. */
export async function openedByFlorin(
  { databaseUrl, keys: ring }: { databaseUrl: string; keys: KeyRing },
  jwes: readonly string[],
): Promise<unknown[]> {
  const home = openPool(databaseUrl, 'home', 1);
  try {
    const keys = new EncryptionKeys(home, ring, systemClock);
    const opened = await Promise.all(jwes.map((jwe) => keys.open(jwe, 'jwe')));
    return opened.map((bytes) => JSON.parse(Buffer.from(bytes).toString()));
  } finally {
    await home.end();
  }
}
