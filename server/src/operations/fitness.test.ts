import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../database/index.ts';
import { OperatorError } from '../kernel/operator-error.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { KeyRing } from '../vault/index.ts';
import { checkDatabase, checkMemory, memoryOptions } from './fitness.ts';

describe('a start', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  const start = async (rootKey = florin.rootKey): Promise<void> => {
    const pool = openPool(florin.databaseUrl, 'home', 1);
    try {
      await checkDatabase(pool, new KeyRing(rootKey));
    } finally {
      await pool.end();
    }
  };

  it('takes a database with the key of its first start, and refuses every other key', async () => {
    await start();
    await start();
    const other = randomBytes(32);
    await assert.rejects(start(other), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.match(error.message, /belongs to the root key [0-9a-f]{16}, and the one given is [0-9a-f]{16}/);
      assert.ok(!error.message.includes(other.toString('hex')));
      return true;
    });
  });

  it('refuses live accounts in a process whose memory can be read', async () => {
    const options = '--inspect=0.0.0.0 --heap_prof --max-old-space-size=64 "--report-on-signal"';
    const shown = memoryOptions(['--abort-on-uncaught-exception', '--disable-sigusr1'], options);
    assert.deepEqual(shown, [
      '--abort-on-uncaught-exception',
      '--inspect=0.0.0.0',
      '--heap_prof',
      '--report-on-signal',
    ]);
    const pool = openPool(florin.databaseUrl, 'home', 1);
    try {
      await checkMemory(pool, shown, undefined);
      await florin.sql(`update account set environment = 'live'`);
      await checkMemory(pool, [], undefined);
      await assert.rejects(
        checkMemory(pool, shown, undefined),
        /has live accounts, and with --abort-.*, --inspect=/,
      );
      await assert.rejects(checkMemory(pool, [], 'ws://127.0.0.1:9229/x'), /with a debugger/);
    } finally {
      await florin.sql(`update account set environment = 'sandbox'`);
      await pool.end();
    }
  });

  it('refuses live accounts on a database that may lose what it has committed', async () => {
    await florin.sql(
      `do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`,
    );
    await start();
    await florin.sql(`update account set environment = 'live'`);
    await assert.rejects(start(), /has live accounts and runs with synchronous_commit off/);
    await florin.sql(
      `do $$ begin execute format('alter database %I reset synchronous_commit', current_database()); end $$`,
    );
    await start();
  });
});
