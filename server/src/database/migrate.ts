/** Brings a database to the newest schema, with plain SQL files of each module, in order and only forward. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { OperatorError } from '../kernel/operator-error.ts';
import { connectOwner } from './connect.ts';
import { SCHEMAS, type Schema } from './schemas.ts';
import { splitStatements } from './split-statements.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

/** The number of the lock that a migration holds in its database. Nobody else uses it. */
const MIGRATION_LOCK = 4_242_001;

/** The module whose tables are created, and the schema that they are in. */
export interface MigratedModule {
  /** Its folder in `server/migrations`. */
  readonly name: string;
  /** Left out where it has no tables. */
  readonly schema?: Schema;
}

/** A migration's name, and the hash of its text when it was applied. */
export interface AppliedMigration {
  /** `module/NNNN_name`. */
  readonly name: string;
  readonly hash: string;
}

/**
 * A table that exists in a database while a back-up is being written into it. The restore creates and drops it. It is in
 * `public`, because the schemas are created together with the tables.
 */
export const RESTORE_MARK = 'public.florin_restore';

interface Migration extends AppliedMigration {
  readonly module: string;
  readonly schema: Schema;
  readonly sql: string;
}

/**
 * Applies the migrations that a database lacks, and returns their names. Several processes may start at once: one migrates,
 * and the others wait for it. Modules are migrated in their order, each file in one transaction, statement by statement.
 */
export async function migrate(
  ownerUrl: string,
  modules: readonly MigratedModule[],
  { folder = MIGRATIONS }: { folder?: string } = {},
): Promise<string[]> {
  const migrations = await readMigrations(folder, modules);
  const client = await connectOwner(ownerUrl, 'florin migrate');
  try {
    // This is checked before taking the lock, because a restore holds the lock until it ends.
    await refuseWhileRestored(client);
    await lockMigrations(client);
    await refuseWhileRestored(client);
    await refuseEarlierLayout(client);
    await ensureAppRole(client);
    await ensureSchemas(client);
    return await applyMissing(client, migrations);
  } catch (error) {
    if (!lacksRight(error as Error)) throw error;
    throw new OperatorError(
      `The user of the database's URL lacks a right that Florin needs (${(error as Error).message}): make that user the ` +
        'owner of the database, and let it create roles, or make it a member of a role florin_app.',
      { cause: error },
    );
  } finally {
    // The lock ends with the session.
    await client.end();
  }
}

function lacksRight({ code, cause }: Error & { code?: string }): boolean {
  return code === '42501' || (cause instanceof Error && lacksRight(cause));
}

/**
 * Creates the tables as they were in another database, within the caller's transaction. Throws if one of its migrations is
 * unknown or has changed.
 */
export async function migrateWithin(
  client: pg.ClientBase,
  modules: readonly MigratedModule[],
  to: readonly AppliedMigration[],
): Promise<void> {
  const migrations = select(await readMigrations(MIGRATIONS, modules), to);
  await ensureAppRole(client);
  await ensureSchemas(client);
  for (const migration of migrations) await write(client, migration);
}

/** Waits until nobody else migrates or restores this database, and keeps others out until the session ends. */
export async function lockMigrations(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
}

/** Connects as the owner to a database that has Florin's tables. Throws `OperatorError` if it has none. */
export async function connectMigrated(url: string, application: string): Promise<pg.Client> {
  const client = await connectOwner(url, application);
  try {
    await refuseWhileRestored(client);
    const { rows } = await client.query(`select to_regclass('${SCHEMAS.home}.florin_migration') as list`);
    if (rows[0].list !== null) return client;
    throw new OperatorError(
      "The database has none of Florin's tables yet: start Florin on it once, or restore a back-up into it.",
    );
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Throws while a restore is incomplete: a server must neither use half a back-up nor create new tables in its place. */
async function refuseWhileRestored(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query('select to_regclass($1) as mark', [RESTORE_MARK]);
  if (rows[0].mark === null) return;
  throw new OperatorError(
    'A back-up is being restored into this database, or was when that was ended: repeat "npx florin restore", ' +
      'which begins anew, or make the database anew.',
  );
}

/** The migrations that were applied to a database, in the order of their names. */
export async function appliedMigrations(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `select name, hash from ${SCHEMAS.home}.florin_migration order by name`,
  );
  return rows;
}

/** The URL that the servers use: the owner's login, limited to the rights that the tables grant to the role. */
export function appUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.searchParams.set('options', '-c role=florin_app');
  // pg reads a plus in a query string as a plus.
  return url.toString().replaceAll('+', '%20');
}

/** Throws if one of them is unknown or has changed. */
function select(all: readonly Migration[], wanted: readonly AppliedMigration[]): Migration[] {
  for (const { name, hash } of wanted) {
    const migration = all.find((each) => each.name === name);
    if (migration === undefined) {
      throw new OperatorError(
        `This version of Florin does not know the migration ${name} of the back-up: take a newer version.`,
      );
    }
    if (migration.hash !== hash) {
      throw new OperatorError(
        `The migration ${name} is not the one that the back-up was made with: take the version that made it.`,
      );
    }
  }
  const names = new Set(wanted.map(({ name }) => name));
  return all.filter(({ name }) => names.has(name));
}

/** All migrations, module by module, in order within each. */
async function readMigrations(folder: string, modules: readonly MigratedModule[]): Promise<Migration[]> {
  const migrations: Migration[] = [];
  for (const { name: module, schema } of modules) {
    if (schema === undefined) continue;
    const files = (await readdir(join(folder, module))).filter((file) => file.endsWith('.sql')).sort();
    const numbers = new Set<string>();
    for (const file of files) {
      const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1];
      if (number === undefined) throw new Error(`migration ${module}/${file} is not named NNNN_name.sql`);
      if (numbers.has(number)) throw new Error(`two migrations of ${module} have the number ${number}`);
      numbers.add(number);
      // The migrations are the same even in a checkout with other line ends.
      const sql = (await readFile(join(folder, module, file), 'utf8')).replaceAll('\r\n', '\n');
      migrations.push({
        name: `${module}/${file.slice(0, -'.sql'.length)}`,
        module,
        schema,
        sql,
        hash: createHash('sha256').update(sql).digest('hex'),
      });
    }
  }
  return migrations;
}

/** Before there were schemas, all tables were in `public`. No such version was released. */
async function refuseEarlierLayout(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query(`select to_regclass('public.florin_migration') is not null as earlier`);
  if (rows[0].earlier)
    throw new OperatorError(
      'This database was made by a version of Florin before the first release, whose tables cannot be carried over: ' +
        'move the data folder (.florin) away, or name an empty database in DATABASE_URL, and start again.',
    );
}

/**
 * Creates the role that servers act as. Roles belong to the cluster, but our lock belongs to one database. So a migration of
 * another database in the same cluster may create the role at the same moment.
 */
async function ensureAppRole(client: pg.ClientBase): Promise<void> {
  const concurrent = 'when duplicate_object or unique_violation or internal_error then null;';
  const member = `pg_has_role(current_user, 'florin_app', 'member')`;
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = 'florin_app') then create role florin_app nologin; end if;
    exception ${concurrent} end $$`);
  await client.query(`do $$ begin
    if not ${member} then execute format('grant florin_app to %I', current_user); end if;
    exception ${concurrent} end $$`);
  const { rows } = await client.query<{ member: boolean }>(`select ${member} as member`);
  if (!rows[0]?.member) {
    throw new OperatorError(
      'The owner of the database is no member of the role florin_app and could not become one: let a superuser run ' +
        '"create role florin_app nologin" and "grant florin_app to" that owner.',
    );
  }
}

async function ensureSchemas(client: pg.ClientBase): Promise<void> {
  for (const schema of Object.values(SCHEMAS)) {
    await client.query(`create schema if not exists ${schema}`);
    await client.query(`grant usage on schema ${schema} to florin_app`);
  }
  await client.query(`create table if not exists ${SCHEMAS.home}.florin_migration (
    name text constraint florin_migration_pkey primary key, hash text not null,
    applied_at timestamptz not null default now())`);
}

async function applyMissing(client: pg.ClientBase, migrations: Migration[]): Promise<string[]> {
  const rows = await appliedMigrations(client);
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, hash } of rows) {
    const file = known.get(name);
    if (file === undefined) {
      throw new OperatorError(
        `The database has the migration ${name}, which this version of Florin does not know: take a newer version.`,
      );
    }
    if (file.hash !== hash) {
      throw new Error(`migration ${name} was changed after it was applied: put it back and write a new one`);
    }
  }
  const applied = new Set(rows.map((row) => row.name));
  const missing = migrations.filter(({ name }) => !applied.has(name));
  for (const migration of missing) {
    const later = rows.find(({ name }) => name.startsWith(`${migration.module}/`) && name > migration.name);
    if (later !== undefined) {
      throw new Error(
        `migration ${migration.name} comes before ${later.name}, which is applied: give it a higher number`,
      );
    }
    await applyOne(client, migration);
  }
  return missing.map(({ name }) => name);
}

async function applyOne(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await write(client, migration);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

async function write(client: pg.ClientBase, { name, schema, sql, hash }: Migration): Promise<void> {
  await client.query(`set local search_path = ${SCHEMAS[schema]}`);
  for (const statement of splitStatements(sql)) await client.query(statement);
  await client.query(`insert into ${SCHEMAS.home}.florin_migration (name, hash) values ($1, $2)`, [
    name,
    hash,
  ]);
}
