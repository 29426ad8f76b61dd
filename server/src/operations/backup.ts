import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { appliedMigrations, connectMigrated, SCHEMAS } from '../database/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { renameDurably, writeToDisk } from '../kernel/files.ts';
import { Refusal } from '../kernel/operator-error.ts';
import { fileOf, MANIFEST, type Manifest, type TableEntry } from './manifest.ts';

/** The schemas in the order in which they are written and restored. */
const schemas = ['home', 'cell'] as const;

/**
 * Writes every table of the database into a new folder, as of one moment, while the platform keeps running. The folder gets its
 * final name only when it is complete and on the disk.
 * @param progress called after every table.
 */
export async function backup(
  ownerUrl: string,
  folder: string,
  at: number,
  progress: (table: TableEntry) => void = () => {},
): Promise<Manifest> {
  if (existsSync(folder))
    throw new Refusal(`${folder} is there already: a back-up is written into a new folder.`);
  const client = await connectMigrated(ownerUrl, 'florin backup');
  const partial = `${folder}.partial`;
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true, mode: 0o700 });
    // Every statement of this transaction sees the same snapshot. The transaction blocks no other.
    await client.query('begin isolation level repeatable read read only');
    const manifest: Manifest = { format: 1, made_at: rfc3339(at), ...(await describe(client)), tables: [] };
    for (const schema of schemas) {
      await client.query(`set local search_path = ${SCHEMAS[schema]}`);
      for (const { name, columns } of await listTables(client)) {
        const entry = { schema, ...(await copyTable(client, partial, name, columns)) };
        manifest.tables.push(entry);
        progress(entry);
      }
    }
    await writeToDisk(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await renameDurably(partial, folder);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function describe(client: pg.Client): Promise<Omit<Manifest, 'format' | 'made_at' | 'tables'>> {
  await client.query(`set local search_path = ${SCHEMAS.home}`);
  const { rows } = await client.query<{ version: string; root_key_id: string | null }>(
    `select current_setting('server_version') as version, (select key_id from root_key) as root_key_id`,
  );
  const [{ version, root_key_id }] = rows as [(typeof rows)[number]];
  return { postgresql: version, root_key_id, migrations: await appliedMigrations(client) };
}

/** Every table of the schema except the list of migrations. That list is in the manifest, and a restore writes it by migrating. */
async function listTables(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'florin_migration'
     group by c.relname order by c.relname`,
  );
  return rows;
}

async function copyTable(
  client: pg.Client,
  folder: string,
  name: string,
  columns: string[],
): Promise<Omit<TableEntry, 'schema'>> {
  const copy = client.query(copyTo(`copy ${name} (${quoted(columns)}) to stdout`));
  const file = await open(join(folder, fileOf(name)), 'w', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  // The file is flushed before it is closed, so that every file that the manifest lists is on the disk.
  await pipeline(copy, createGzip({ level: 1 }), measure, file.createWriteStream({ flush: true }));
  return { name, columns, rows: copy.rowCount, bytes, sha256: hash.digest('hex') };
}

/** Column names quoted for SQL, because a name such as `at` or `key` may be a reserved word in some version. */
export function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
