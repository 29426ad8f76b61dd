import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { modules } from '../modules.ts';
import { appUrl, migrate } from './migrate.ts';
import { within } from './schemas.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

const mint = [
  { name: 'mint', schema: 'home' },
  { name: 'purses', schema: 'cell' },
] as const;

describe('migrate', () => {
  let database: TestDatabase;
  let folder: string;
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
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-migrations-'));
    await owner.query('drop table if exists florin_migration, coin, purse cascade');
    for (const { name } of mint) await mkdir(join(folder, name));
    await put(
      'mint/0001_coin.sql',
      'create table coin (id int primary key);\ngrant select on coin to florin_app;',
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = (name: string, sql: string): Promise<void> => writeFile(join(folder, name), sql);
  const run = (): Promise<string[]> => migrate(database.ownerUrl, mint, { folder });
  const applied = async (): Promise<string[]> =>
    (await owner.query<{ name: string }>('select name from florin_migration order by name')).rows.map(
      (row) => row.name,
    );

  it('applies what is missing, in order, and nothing twice', async () => {
    await put('mint/0002_purse.sql', 'create table purse (coin int references coin)');
    assert.deepEqual(await run(), ['mint/0001_coin', 'mint/0002_purse']);
    assert.deepEqual(await run(), []);
    assert.deepEqual(await applied(), ['mint/0001_coin', 'mint/0002_purse']);
  });

  it('is safe when several processes start at once', async () => {
    // Slow enough that without the lock both would migrate at the same time.
    await put('mint/0002_purse.sql', 'select pg_sleep(0.3);\ncreate table purse (coin int)');
    const results = await Promise.all([run(), run(), run()]);
    assert.deepEqual(results.map((names) => names.length).sort(), [0, 0, 2]);
  });

  it('makes the role once though two databases of one cluster ask for it at the same time', async () => {
    const second = await testDatabase();
    try {
      await Promise.all([run(), migrate(second.ownerUrl, modules), run(), migrate(second.ownerUrl, modules)]);
      const { rows } = await owner.query(`select rolcanlogin from pg_roles where rolname = 'florin_app'`);
      assert.deepEqual(rows, [{ rolcanlogin: false }]);
    } finally {
      await second.drop();
    }
  });

  it('keeps nothing of a migration that fails, and says which', async () => {
    await put('mint/0002_purse.sql', 'create table purse (coin int);\nselect 1 / 0');
    await assert.rejects(run(), /migration mint\/0002_purse failed: division by zero/);
    assert.deepEqual(await applied(), ['mint/0001_coin']);
    const { rows } = await owner.query(`select to_regclass('purse') as purse`);
    assert.deepEqual(rows, [{ purse: null }]);
  });

  it('refuses a migration that was changed after it was applied', async () => {
    await run();
    await put('mint/0001_coin.sql', 'create table coin (id bigint primary key)');
    await assert.rejects(run(), /migration mint\/0001_coin was changed after it was applied/);
  });

  it('refuses a database that a newer version has migrated', async () => {
    await put('mint/0002_purse.sql', 'create table purse (coin int)');
    await run();
    await rm(join(folder, 'mint/0002_purse.sql'));
    await assert.rejects(run(), /mint\/0002_purse, which this version of Florin does not know/);
  });

  it('refuses a migration put in before an applied one', async () => {
    await put('mint/0003_purse.sql', 'create table purse (coin int)');
    await run();
    await put('mint/0002_late.sql', 'select 1');
    await assert.rejects(run(), /mint\/0002_late comes before mint\/0003_purse/);
  });

  it('refuses two migrations of one number and a name out of form', async () => {
    await put('mint/0001_again.sql', 'select 1');
    await assert.rejects(run(), /two migrations of mint have the number 0001/);
    await rm(join(folder, 'mint/0001_again.sql'));
    await put('mint/last.sql', 'select 1');
    await assert.rejects(run(), /last\.sql is not named/);
  });

  it('makes each module’s tables in its own schema, in which a session sees no others', async () => {
    await put(
      'purses/0001_purse.sql',
      'create table purse (coin int);\ngrant select on purse to florin_app;',
    );
    await run();
    const cell = new pg.Client(within('cell', appUrl(database.ownerUrl)));
    await cell.connect();
    try {
      await cell.query('select from purse');
      await assert.rejects(cell.query('select from coin'), /relation "coin" does not exist/);
    } finally {
      await cell.end();
    }
  });

  it('knows a migration again whatever the line ends of its file', async () => {
    await put('purses/0001_purse.sql', 'create table purse (\n  coin int\n);\n');
    await run();
    await put('purses/0001_purse.sql', 'create table purse (\r\n  coin int\r\n);\r\n');
    assert.deepEqual(await run(), []);
  });

  it('says how to begin anew where the tables are those of an early version', async () => {
    await owner.query('create table public.florin_migration ()');
    try {
      await assert.rejects(run(), /move the data folder \(\.florin\) away, or name an empty database/);
    } finally {
      await owner.query('drop table public.florin_migration');
    }
  });

  it('says which right a user lacks', async () => {
    await owner.query(`create role stranger_${process.pid} login password 'x'`);
    const url = new URL(database.ownerUrl);
    url.username = `stranger_${process.pid}`;
    url.password = 'x';
    try {
      await assert.rejects(
        migrate(url.toString(), mint, { folder }),
        /lacks a right that Florin needs \(.*(permission denied|must have admin option).*\): make that user the owner/,
      );
    } finally {
      await owner.query(`drop role stranger_${process.pid}`);
    }
  });

  it('gives servers the rights of the role and no more', async () => {
    await run();
    const app = new pg.Client(within('home', appUrl(database.ownerUrl)));
    await app.connect();
    try {
      assert.deepEqual((await app.query('select current_user as name')).rows, [{ name: 'florin_app' }]);
      await app.query('select from coin');
      await assert.rejects(app.query('drop table coin'), /must be owner of table coin/);
      await assert.rejects(app.query('insert into coin values (1)'), /permission denied/);
    } finally {
      await app.end();
    }
  });
});
