/** Brings a database to the newest schema: plain SQL files, in order, forward only. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

/** The lock that migrating holds in its database; any number does that nobody else uses. */
const MIGRATION_LOCK = 4_242_001;

interface Migration {
  name: string;
  sql: string;
  hash: string;
}

export interface MigrateOptions {
  folder?: string;
  /** Only these, as they were applied elsewhere; all that there are when left out. */
  to?: readonly { name: string; hash: string }[];
}

/**
 * Applies what a database lacks and returns the names of the migrations that it applied. Safe when several processes
 * start at once: one migrates, the others wait and find it done.
 */
export async function migrate(
  ownerUrl: string,
  { folder = MIGRATIONS, to }: MigrateOptions = {},
): Promise<string[]> {
  const all = await readMigrations(folder);
  const migrations = to === undefined ? all : select(all, to);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'florin migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureAppRole(client);
    return await applyMissing(client, migrations);
  } finally {
    // The lock ends with the session.
    await client.end();
  }
}

/** The URL by which the servers connect: the owner's login, with no more rights than the tables grant to the role. */
export function appUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.searchParams.set('options', '-c role=florin_app');
  // pg reads a plus in a query string as a plus.
  return url.toString().replaceAll('+', '%20');
}

/** Throws where one of them is not known, or is not what it was. */
function select(all: readonly Migration[], wanted: NonNullable<MigrateOptions['to']>): Migration[] {
  return wanted.map(({ name, hash }) => {
    const migration = all.find((each) => each.name === name);
    if (migration === undefined) {
      throw new Error(
        `this version of Florin does not know the migration ${name}: it is older than what was asked for`,
      );
    }
    if (migration.hash !== hash) throw new Error(`migration ${name} is not the one that was applied there`);
    return migration;
  });
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const numbers = new Set<string>();
  const migrations: Migration[] = [];
  for (const file of files) {
    const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1];
    if (number === undefined) throw new Error(`migration ${file} is not named NNNN_name.sql`);
    if (numbers.has(number)) throw new Error(`two migrations have the number ${number}`);
    numbers.add(number);
    const sql = await readFile(join(folder, file), 'utf8');
    migrations.push({
      name: file.slice(0, -'.sql'.length),
      sql,
      hash: createHash('sha256').update(sql).digest('hex'),
    });
  }
  return migrations;
}

/**
 * The role that servers act as. Roles belong to the cluster while our lock belongs to one database, so another
 * database of the same cluster may be making the role at this very moment.
 */
async function ensureAppRole(client: pg.Client): Promise<void> {
  const concurrent = 'when duplicate_object or unique_violation or internal_error then null;';
  const member = `pg_has_role(current_user, 'florin_app', 'member')`;
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = 'florin_app') then create role florin_app nologin; end if;
    exception ${concurrent} end $$`);
  await client.query(`do $$ begin
    if not ${member} then execute format('grant florin_app to %I', current_user); end if;
    exception ${concurrent} end $$`);
  const { rows } = await client.query<{ member: boolean }>(`select ${member} as member`);
  if (!rows[0]?.member)
    throw new Error('the database owner is no member of the role florin_app and could not become one');
}

async function applyMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await client.query(`create table if not exists florin_migration (
    name text primary key, hash text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<{ name: string; hash: string }>(
    'select name, hash from florin_migration order by name',
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, hash } of rows) {
    const file = known.get(name);
    if (file === undefined) {
      throw new Error(
        `the database has the migration ${name}, which this version of Florin does not know: it is newer`,
      );
    }
    if (file.hash !== hash) {
      throw new Error(`migration ${name} was changed after it was applied: put it back and write a new one`);
    }
  }
  const applied = new Set(rows.map((row) => row.name));
  const missing = migrations.filter(({ name }) => !applied.has(name));
  const last = rows.at(-1)?.name ?? '';
  for (const migration of missing) {
    if (migration.name < last) {
      throw new Error(
        `migration ${migration.name} comes before ${last}, which is applied: give it a higher number`,
      );
    }
    await applyOne(client, migration);
  }
  return missing.map(({ name }) => name);
}

async function applyOne(client: pg.Client, { name, sql, hash }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into florin_migration (name, hash) values ($1, $2)', [name, hash]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}
