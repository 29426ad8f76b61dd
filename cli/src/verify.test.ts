import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';

describe('florin verify', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
    await florin.call('POST', '/pay', { order_id: 'one', amount: 100, currency: 'USD' });
  });
  after(() => florin.close());

  const run = (...args: string[]) =>
    spawnSync('npx', ['florin', 'verify', ...args], {
      cwd: resolve(import.meta.dirname, '../..'),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: florin.databaseUrl },
    });

  it('prints the heads to keep, and proves them later', async () => {
    const { head } = (await florin.call('GET', '/v1/events/head')).body;
    const first = run();
    assert.equal(first.status, 0, first.stderr);
    assert.match(
      first.stdout,
      new RegExp(`^head ${head}\n1 account, 1 payment, 2 transfers, 1 event: no difference\n$`),
    );
    assert.equal(run('--since', head).status, 0);
    const changed = run('--since', head.replace(/[^:]{64}$/, 'ab'.repeat(32)));
    assert.equal(changed.status, 1);
    assert.match(changed.stdout, /: the event 1 that was kept: stands /);
    const nonsense = run('--since', 'yesterday');
    assert.equal(nonsense.status, 1);
    assert.match(
      nonsense.stderr,
      /^yesterday is not a head\. Give one as florin verify or GET \/v1\/events\/head printed it/,
    );
  });
});
