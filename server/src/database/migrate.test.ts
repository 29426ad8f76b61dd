import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { appUrl, migrate } from './migrate.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

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
    await owner.query('drop table if exists florin_migration, coin, purse');
    await put('0001_coin.sql', 'create table coin (id int primary key); grant select on coin to florin_app;');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = (name: string, sql: string): Promise<void> => writeFile(join(folder, name), sql);
  const run = (): Promise<string[]> => migrate(database.ownerUrl, { folder });
  const applied = async (): Promise<string[]> =>
    (await owner.query<{ name: string }>('select name from florin_migration order by name')).rows.map(
      (row) => row.name,
    );

  it('applies what is missing, in order, and nothing twice', async () => {
    await put('0002_purse.sql', 'create table purse (coin int references coin)');
    assert.deepEqual(await run(), ['0001_coin', '0002_purse']);
    assert.deepEqual(await run(), []);
    assert.deepEqual(await applied(), ['0001_coin', '0002_purse']);
  });

  it('is safe when several processes start at once', async () => {
    // Slow enough that both would be inside at the same time without the lock.
    await put('0002_purse.sql', 'select pg_sleep(0.3); create table purse (coin int)');
    const results = await Promise.all([run(), run(), run()]);
    assert.deepEqual(results.map((names) => names.length).sort(), [0, 0, 2]);
  });

  it('makes the role once though two databases of one cluster ask for it at the same time', async () => {
    const second = await testDatabase();
    try {
      await Promise.all([run(), migrate(second.ownerUrl), run(), migrate(second.ownerUrl)]);
      const { rows } = await owner.query(`select rolcanlogin from pg_roles where rolname = 'florin_app'`);
      assert.deepEqual(rows, [{ rolcanlogin: false }]);
    } finally {
      await second.drop();
    }
  });

  it('keeps nothing of a migration that fails, and says which', async () => {
    await put('0002_purse.sql', 'create table purse (coin int); select 1 / 0');
    await assert.rejects(run(), /migration 0002_purse failed: division by zero/);
    assert.deepEqual(await applied(), ['0001_coin']);
    const { rows } = await owner.query(`select to_regclass('purse') as purse`);
    assert.deepEqual(rows, [{ purse: null }]);
  });

  it('refuses a migration that was changed after it was applied', async () => {
    await run();
    await put('0001_coin.sql', 'create table coin (id bigint primary key)');
    await assert.rejects(run(), /migration 0001_coin was changed after it was applied/);
  });

  it('refuses a database that a newer version has migrated', async () => {
    await put('0002_purse.sql', 'create table purse (coin int)');
    await run();
    await rm(join(folder, '0002_purse.sql'));
    await assert.rejects(run(), /0002_purse, which this version of Florin does not know/);
  });

  it('refuses a migration put in before an applied one', async () => {
    await put('0003_purse.sql', 'create table purse (coin int)');
    await run();
    await put('0002_late.sql', 'select 1');
    await assert.rejects(run(), /0002_late comes before 0003_purse/);
  });

  it('refuses two migrations of one number and a name out of form', async () => {
    await put('0001_again.sql', 'select 1');
    await assert.rejects(run(), /two migrations have the number 0001/);
    await rm(join(folder, '0001_again.sql'));
    await put('last.sql', 'select 1');
    await assert.rejects(run(), /last\.sql is not named/);
  });

  it('is the same over a clone whose lines end with CRLF', async () => {
    await put('0002_purse.sql', 'create table purse (\n  coin int\n);\n');
    await run();
    await put('0002_purse.sql', 'create table purse (\r\n  coin int\r\n);\r\n');
    assert.deepEqual(await run(), []);
  });

  it('says which right a user lacks', async () => {
    await owner.query(`create role stranger_${process.pid} login password 'x'`);
    const url = new URL(database.ownerUrl);
    url.username = `stranger_${process.pid}`;
    url.password = 'x';
    try {
      await assert.rejects(
        migrate(url.toString(), { folder }),
        /lacks a right that Florin needs \(permission denied .*owner of the database/,
      );
    } finally {
      await owner.query(`drop role stranger_${process.pid}`);
    }
  });

  it('gives servers the rights of the role and no more', async () => {
    await run();
    const app = new pg.Client(appUrl(database.ownerUrl));
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
