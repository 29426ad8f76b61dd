import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate, SCHEMAS } from '../database/index.ts';
import type { Module } from '../module.ts';
import { quoted } from './backup.ts';
import { fileOf, MANIFEST, type Manifest, parseManifest, type TableEntry } from './manifest.ts';

/**
 * Restores a backup into an empty database. It first applies the migrations that the backup had. It writes all rows in one
 * transaction, so that the database contains either the whole backup or nothing. Before it writes anything, it throws if the
 * database is not empty or if a file does not match the manifest.
 * @param progress called after every table.
 */
export async function restore(
  ownerUrl: string,
  modules: readonly Module[],
  folder: string,
  progress: (table: TableEntry) => void = () => {},
): Promise<Manifest> {
  const manifest = parseManifest(await readFile(join(folder, MANIFEST), 'utf8'));
  for (const table of manifest.tables) await checkFile(folder, table);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'florin restore' });
  await client.connect();
  try {
    await refuseUnlessEmpty(client);
    await migrate(ownerUrl, modules, { to: manifest.migrations });
    await client.query('begin');
    // Migrations insert some rows. They are replaced by the rows of the backup.
    for (const table of manifest.tables) {
      await client.query(`set local search_path = ${SCHEMAS[table.schema]}`);
      await client.query(`truncate ${table.name}`);
      await fillTable(client, folder, table);
      progress(table);
    }
    await client.query('commit');
    // The query planner has no statistics yet for tables that were just filled.
    await client.query('analyze');
    return manifest;
  } finally {
    await client.end();
  }
}

async function checkFile(folder: string, { name, sha256 }: TableEntry): Promise<void> {
  const hash = createHash('sha256');
  const file = join(folder, fileOf(name));
  await pipeline(createReadStream(file), hash);
  if (hash.digest('hex') !== sha256) {
    throw new Error(`${file} is damaged: its checksum is not that of the manifest. Nothing was restored.`);
  }
}

async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm') limit 1`,
    [['public', ...Object.values(SCHEMAS)]],
  );
  if (rows[0] !== undefined) {
    throw new Error(
      `The database is not empty: it has the table ${rows[0].name}. Restore into a new one; nothing was changed.`,
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
    throw new Error(
      `${name} has ${copy.rowCount} rows, and the manifest says ${rows}. Nothing was restored.`,
    );
  }
}
