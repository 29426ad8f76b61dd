import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { connectOwner, lockMigrations, migrateWithin, RESTORE_MARK, SCHEMAS } from '../database/index.ts';
import { Refusal } from '../kernel/operator-error.ts';
import type { Module } from '../module.ts';
import { quoted } from './backup.ts';
import { fileOf, type Manifest, readManifest, type TableEntry } from './manifest.ts';

/**
 * Writes a back-up into an empty database: the schema as it was when the back-up was made, and all rows. It does that in one
 * transaction, so that the database contains either the whole back-up or nothing of it. Until it is done, the database has a
 * mark that keeps servers from starting. An interrupted restore is repeated. Throws before anything is written if the database
 * is not empty or if a file is not what the manifest says.
 * @param progress called after every table.
 */
export async function restore(
  ownerUrl: string,
  modules: readonly Module[],
  folder: string,
  progress: (table: TableEntry) => void = () => {},
): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const table of manifest.tables) await checkFile(folder, table);
  const client = await connectOwner(ownerUrl, 'florin restore');
  try {
    await lockMigrations(client);
    await refuseUnlessEmpty(client);
    await client.query(`create table if not exists ${RESTORE_MARK} ()`);
    try {
      await fill(client, modules, folder, manifest, progress);
    } catch (error) {
      // The database is as empty as before. If even this statement fails, the mark stays.
      await client.query(`rollback; drop table if exists ${RESTORE_MARK}`).catch(() => {});
      throw error;
    }
    // The planner has no statistics yet for tables that were just filled.
    await client.query('analyze');
    return manifest;
  } finally {
    await client.end();
  }
}

async function fill(
  client: pg.Client,
  modules: readonly Module[],
  folder: string,
  { migrations, tables }: Manifest,
  progress: (table: TableEntry) => void,
): Promise<void> {
  await client.query('begin');
  await migrateWithin(client, modules, migrations);
  // Migrations insert rows, but the back-up has those rows too, as they were.
  for (const table of tables) {
    await client.query(`set local search_path = ${SCHEMAS[table.schema]}`);
    await client.query(`truncate ${table.name}`);
    await fillTable(client, folder, table);
    progress(table);
  }
  await client.query(`drop table ${RESTORE_MARK}`);
  await client.query('commit');
}

async function checkFile(folder: string, { name, sha256 }: TableEntry): Promise<void> {
  const hash = createHash('sha256');
  const file = join(folder, fileOf(name));
  await pipeline(createReadStream(file), hash).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Refusal(
      `${file} is missing, but the manifest lists it. Nothing was restored. Use another copy.`,
    );
  });
  if (hash.digest('hex') !== sha256) {
    throw new Refusal(
      `${file} is damaged: its checksum is not that of the manifest. Nothing was restored. Use another copy.`,
    );
  }
}

async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm')
       and n.nspname || '.' || c.relname <> $2 limit 1`,
    [['public', ...Object.values(SCHEMAS)], RESTORE_MARK],
  );
  if (rows[0] !== undefined) {
    throw new Refusal(
      `The database is not empty: it has the table ${rows[0].name}. Restore into a new one; nothing was changed. ` +
        'If this one was just restored, "npx florin verify" proves it.',
    );
  }
}

async function fillTable(
  client: pg.Client,
  folder: string,
  { name, columns, rows }: TableEntry,
): Promise<void> {
  const copy = client.query(copyFrom(`copy ${name} (${quoted(columns)}) from stdin`));
  await pipeline(createReadStream(join(folder, fileOf(name))), createGunzip(), copy);
  if (copy.rowCount !== rows) {
    throw new Refusal(
      `${name} has ${copy.rowCount} rows, but the manifest says ${rows}. Nothing was restored.`,
    );
  }
}
