/** `florin backup` and `florin restore`: every table into a folder, and back into an empty database. */
import { resolve } from 'node:path';
import { readConfig } from '../../server/src/config.ts';
import { openEmbedded } from '../../server/src/database/embedded.ts';
import { modules } from '../../server/src/modules.ts';
import { backup, readManifest, restore, type TableEntry } from '../../server/src/operations/index.ts';
import { lockDataFolder } from '../../server/src/supervisor/lock.ts';
import { KeyRing } from '../../server/src/vault/index.ts';
import { counted } from './counted.ts';
import { findDatabase } from './database.ts';
import { findRootKey, rootKeyFile } from './root-key.ts';
import { tellProof } from './verify.ts';

/** Writes every table of the running database into a new folder, all from the same snapshot. */
export async function backupInto(path: string): Promise<void> {
  const folder = resolve(path);
  const { root_key_id, tables } = await backup(await findDatabase(), folder, Date.now(), tellTable);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(`${folder}: ${counted(tables.length, 'table')}, ${counted(rows, 'row')}`);
  console.log(
    `Keep the root key ${root_key_id ?? ''} too, apart from the back-up: without it no API key and no webhook secret ` +
      `works. It is ${whereRootKeyIs()}.`,
  );
}

/** Writes a back-up into the database, which must be empty, and then checks the books there. */
export async function restoreFrom(path: string): Promise<void> {
  // Before a database is created for it.
  await readManifest(resolve(path));
  const database = await openTarget();
  try {
    const { root_key_id } = await restore(database.url, modules, resolve(path), tellTable);
    await warnOfOtherKey(root_key_id);
    await tellProof(database.url);
  } finally {
    await database.close();
  }
}

function tellTable({ name, rows, bytes }: TableEntry): void {
  console.log(`${name}: ${counted(rows, 'row')}, ${counted(bytes, 'byte')}`);
}

/** The configured database, or else that of the data folder, which is started for the time of the restore. */
async function openTarget(): Promise<{ url: string; close: () => Promise<void> }> {
  const { databaseUrl, dataFolder } = readConfig(process.env, { needsRootKey: false });
  if (databaseUrl !== undefined) return { url: databaseUrl, close: async () => {} };
  const release = await lockDataFolder(dataFolder);
  try {
    const database = await openEmbedded({ dataFolder, log: console.log });
    return {
      url: database.url,
      async close() {
        await database.stop();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function warnOfOtherKey(wanted: string | null): Promise<void> {
  if (wanted === null) return;
  const key = await findRootKey();
  const here = key === null ? undefined : new KeyRing(key).id;
  if (here === wanted) return;
  console.error(
    `Warning: the back-up belongs to the root key ${wanted}, and ${here === undefined ? 'there is none here' : `the one here is ${here}`}. ` +
      `Put the right one into FLORIN_ROOT_KEY or ${rootKeyFile()} before you start Florin.`,
  );
}

function whereRootKeyIs(): string {
  return process.env.FLORIN_ROOT_KEY
    ? 'in FLORIN_ROOT_KEY'
    : `in ${rootKeyFile()}, or in FLORIN_ROOT_KEY of the servers`;
}
