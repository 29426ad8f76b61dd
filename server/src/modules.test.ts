import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { describeSchema } from './database/describe-schema.ts';
import { SCHEMAS } from './database/index.ts';
import { type TestDatabase, testDatabase } from './database/testing.ts';
import { modules as all } from './modules.ts';

const modules = all.flatMap(({ name, schema, tables = {} }) =>
  schema === undefined ? [] : [{ name, schema, tables }],
);
const MIGRATIONS = join(import.meta.dirname, '../migrations');
const migrations = modules.flatMap(({ name }) =>
  readdirSync(join(MIGRATIONS, name)).map((file) => ({
    file: `${name}/${file}`,
    sql: readFileSync(join(MIGRATIONS, name, file), 'utf8'),
  })),
);

describe('the tables', () => {
  let database: TestDatabase;
  let owner: pg.Client;
  before(async () => {
    database = await testDatabase();
    owner = new pg.Client(database.ownerUrl);
    await owner.connect();
  });
  after(async () => {
    await owner.end();
    await database.drop();
  });

  it('are those that the modules say, each in its module’s schema', async () => {
    const { rows } = await owner.query(
      `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname = any($1) and c.relname <> 'florin_migration'`,
      [Object.values(SCHEMAS)],
    );
    const said = modules.flatMap(({ schema, tables }) =>
      Object.keys(tables).map((name) => `${SCHEMAS[schema]}.${name}`),
    );
    assert.deepEqual(rows.map(({ schema, name }) => `${schema}.${name}`).sort(), said.sort());
  });

  it('can be changed by the servers’ role as far as the modules say, and no further', async () => {
    for (const { schema, tables } of modules) {
      for (const [table, rights] of Object.entries(tables)) {
        const { rows } = await owner.query(
          `select array_agg(privilege_type::text order by privilege_type::text) as held
           from information_schema.role_table_grants
           where grantee = 'florin_app' and table_schema = $1 and table_name = $2`,
          [SCHEMAS[schema], table],
        );
        // `florin_app` owns nothing, and can truncate nothing.
        const held: string[] = rows[0].held.filter((right: string) => right !== 'SELECT');
        if (rights === 'read-only') assert.deepEqual(held, [], table);
        else if (rights === 'insert-only') assert.deepEqual(held, ['INSERT'], table);
        else assert.ok(held.includes('INSERT') && !held.includes('TRUNCATE'), table);
      }
    }
  });

  it('of a cell have the account first in every key, so that they can lie apart', async () => {
    const { rows } = await owner.query(
      `select c.relname as table, i.relname as index, a.attname as first
       from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
       where x.indisunique and c.relnamespace = '${SCHEMAS.cell}'::regnamespace`,
    );
    // Of the process and of the cell itself, not of an account.
    const ownWay = new Set(['round', 'book', 'recovery_watermark']);
    for (const row of rows) if (!ownWay.has(row.table)) assert.equal(row.first, 'account_id', row.index);
    assert.ok(rows.length > 15);
  });

  it('have no sequence, no trigger and no foreign key, which a distributed database would refuse', async () => {
    const { rows } = await owner.query(
      `select relname as name from pg_class where relkind = 'S' and relnamespace::regnamespace::text = any($1)
       union all select tgname from pg_trigger
       union all select conname from pg_constraint where contype = 'f'`,
      [Object.values(SCHEMAS)],
    );
    assert.deepEqual(rows, []);
  });

  it('are as server/migrations/schema.sql shows them', async () => {
    const reader = new pg.Client(database.ownerUrl);
    await reader.connect();
    try {
      const written = readFileSync(join(MIGRATIONS, 'schema.sql'), 'utf8');
      assert.equal(written, await describeSchema(reader), 'run `node scripts/write-schema.ts`');
    } finally {
      await reader.end();
    }
  });
});

describe('what the modules say', () => {
  it('is read by the supervisor without loading the server', () => {
    const program = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      await import(${JSON.stringify(join(import.meta.dirname, 'supervisor/supervise.ts'))});
      console.log(JSON.stringify(loaded));`;
    const options = { input: program, encoding: 'utf8' } as const;
    const output = execFileSync(process.execPath, ['--input-type=module', '-'], options);
    const loaded: string[] = JSON.parse(output);
    assert.ok(loaded.some((url) => url.endsWith('/payments/module.ts')));
    assert.deepEqual(
      loaded.filter((url) => /node_modules\/fastify\/|\/routes\.ts$/.test(url)),
      [],
    );
  });
});

describe('a migration', () => {
  it('gives every constraint a name', () => {
    for (const { file, sql } of migrations) {
      const code = sql.replace(/--.*$/gm, '');
      for (const [found] of code.matchAll(/[^\n]*\b(primary key|unique \(|check \()/g))
        assert.match(found, /constraint \w+ |create unique index/, `${file}: ${found.trim()}`);
    }
  });

  it('makes a module’s first tables as they are meant to be, without changing them afterwards', () => {
    const first = migrations.filter(({ file }) => file.includes('/0001_'));
    assert.equal(first.length, modules.length);
    for (const { file, sql } of first) assert.doesNotMatch(sql, /^\s*alter /m, file);
  });

  it('names no schema', () => {
    for (const { file, sql } of migrations)
      assert.doesNotMatch(sql.replace(/--.*$/gm, ''), /\b(home|cell_1|public)\./, file);
  });
});
