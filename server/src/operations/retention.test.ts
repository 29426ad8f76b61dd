import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../database/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { openLog } from './log.ts';
import { Retention } from './retention.ts';

const HOUR_MS = 3_600_000;

describe('retention', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  /** Sweeps once, at so many hours from now. */
  const sweepIn = async (hours: number, batch?: number) => {
    const clock: Clock = { now: () => Date.now() + hours * HOUR_MS, monotonic: () => 0 };
    const pool = openPool(florin.databaseUrl, 1);
    const retention = new Retention(pool, clock, openLog('silent'), batch);
    const swept = await retention.sweep();
    await retention.stop();
    await pool.end();
    return swept;
  };
  const pay = (key: string) =>
    florin.call('POST', '/pay', { order_id: key, amount: 100, currency: 'USD' }, { 'idempotency-key': key });

  it('keeps an idempotency key for 24 hours, and then takes the key and never the payment', async () => {
    const first = await pay('kept');
    assert.deepEqual(await sweepIn(23.9), { keys: 0, rounds: 0 });
    assert.deepEqual((await pay('kept')).body, first.body);
    assert.deepEqual(await sweepIn(24.1), { keys: 1, rounds: 0 });
    const later = await pay('kept');
    assert.equal(later.status, 409);
    assert.equal(later.body.payment.id, first.body.id);
  });

  it('goes on, batch by batch, until nothing old is left', async () => {
    for (let n = 0; n < 7; n++) await pay(`batch-${n}`);
    assert.equal((await sweepIn(25, 3)).keys, 7);
    assert.deepEqual(await florin.sql('select key from idempotency'), []);
  });

  it('takes numbers of rounds after a week, but no fence', async () => {
    const lane = randomUUID();
    await florin.sql(
      `insert into round (lane, n, fence, at) values
         ($1, 1, false, now() - interval '8 days'), ($1, 2, true, now() - interval '8 days'),
         ($1, 3, false, now() - interval '6 days')`,
      [lane],
    );
    assert.equal((await sweepIn(0)).rounds, 1);
    const left = await florin.sql('select n from round where lane = $1 order by n', [lane]);
    assert.deepEqual(left, [{ n: 2n }, { n: 3n }]);
  });
});
