import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../../server/src/database/index.ts';
import { checkDatabase } from '../../server/src/operations/index.ts';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';
import { KeyRing } from '../../server/src/vault/index.ts';

const root = resolve(import.meta.dirname, '../..');

describe('florin backup and florin restore', () => {
  let florin: TestPlatform;
  let folder: string;
  before(async () => {
    florin = await openTestPlatform();
    folder = await mkdtemp(join(tmpdir(), 'florin-cli-backup-'));
    await florin.call('POST', '/pay', { order_id: 'one', amount: 100, currency: 'USD' });
    const pool = openPool(florin.databaseUrl, 'home', 1);
    await checkDatabase(pool, new KeyRing(florin.rootKey));
    await pool.end();
  });
  after(async () => {
    await florin.close();
    await rm(folder, { recursive: true });
  });

  const run = (args: string[], environment: Record<string, string>) =>
    spawnSync('npx', ['florin', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        FLORIN_DATA: join(folder, 'data'),
        ...environment,
      },
    });
  const target = async (): Promise<string> => {
    const name = `test_restore_${Date.now()}`;
    await florin.sql(`create database ${name}`);
    const url = new URL(florin.databaseUrl);
    url.pathname = `/${name}`;
    return url.toString();
  };

  it('write every table, and prove the books where they are restored', async () => {
    const into = join(folder, 'one');
    const written = run(['backup', into], { DATABASE_URL: florin.databaseUrl });
    assert.equal(written.status, 0, written.stderr);
    const { id } = new KeyRing(florin.rootKey);
    assert.match(written.stdout, /^payment: 1 row, \d+ bytes$/m);
    assert.match(written.stdout, new RegExp(`Keep the root key ${id} too, .*root\\.key`));
    assert.equal(JSON.parse(await readFile(join(into, 'manifest.json'), 'utf8')).root_key_id, id);

    const url = await target();
    const restored = run(['restore', into], {
      DATABASE_URL: url,
      FLORIN_ROOT_KEY: florin.rootKey.toString('hex'),
    });
    assert.equal(restored.stderr, '');
    assert.equal(restored.status, 0);
    assert.match(
      restored.stdout,
      /\bbalance: 1 row, [\s\S]*\n1 account, 1 payment, 2 transfers, 1 event: no difference\n$/,
    );

    const again = run(['restore', into], { DATABASE_URL: url, FLORIN_ROOT_KEY: 'ab'.repeat(32) });
    assert.equal(again.status, 1);
    assert.match(again.stderr, /^The database is not empty/);
    await florin.sql(`drop database ${new URL(url).pathname.slice(1)}`);

    const other = await target();
    const warned = run(['restore', into], { DATABASE_URL: other, FLORIN_ROOT_KEY: 'ab'.repeat(32) });
    assert.equal(warned.status, 0);
    assert.match(
      warned.stderr,
      new RegExp(`^Warning: the back-up belongs to the root key ${id}, and the one here`),
    );
    await florin.sql(`drop database ${new URL(other).pathname.slice(1)}`);
  });
});
