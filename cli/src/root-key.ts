import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../server/src/config.ts';

/** The root key of this clone: the one that is set, or else the one of the data folder. Null if there is none. */
export async function findRootKey(): Promise<Buffer | null> {
  const kept = await readFile(rootKeyFile(), 'utf8').catch(() => '');
  const key = (process.env.FLORIN_ROOT_KEY || kept).trim();
  return /^[0-9a-f]{64}$/i.test(key) ? Buffer.from(key, 'hex') : null;
}

/** Where Florin keeps the root key if none is set. */
export function rootKeyFile(): string {
  return join(readConfig(process.env, { needsRootKey: false }).dataFolder, 'root.key');
}
