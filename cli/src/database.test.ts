import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withAllTables } from '../../server/src/database/index.ts';
import { testDatabase } from '../../server/src/database/testing.ts';

const root = resolve(import.meta.dirname, '../..');

describe('florin database url', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-cli-'));
  });
  after(() => rm(folder, { recursive: true }));

  const florin = (environment: Record<string, string>) =>
    spawnSync('npx', ['florin', 'database', 'url'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: process.env.HOME, FLORIN_DATA: folder, ...environment },
    });

  it("prints the owner's URL of a database that runs", async () => {
    const database = await testDatabase();
    try {
      const { status, stdout, stderr } = florin({ DATABASE_URL: database.ownerUrl });
      assert.deepEqual(
        { status, stdout, stderr },
        { status: 0, stdout: `${withAllTables(database.ownerUrl)}\n`, stderr: '' },
      );
    } finally {
      await database.drop();
    }
  });

  it('exits 1 and says so when there is none', () => {
    const { status, stdout, stderr } = florin({});
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^There is no database in .*npm start/);
  });

  it('exits 1 and says so when it does not run', () => {
    const { status, stderr } = florin({ DATABASE_URL: 'postgresql://florin:x@127.0.0.1:1/florin' });
    assert.equal(status, 1);
    assert.match(stderr, /^The database is not running/);
  });
});
