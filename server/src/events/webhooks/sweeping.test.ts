import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../../database/index.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { sweepDeliveries } from './sweeps.ts';

describe('the log of deliveries', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  it('is swept of what is older than it is kept, with the rights that servers have', async () => {
    await florin.sql(
      `insert into webhook_delivery (account_id, endpoint_id, id, seq, attempt, status, duration_ms, at)
       select account_id, $1, gen_random_uuid(), 1, 1, 'succeeded', 5, day::timestamptz
       from account, unnest(array['2026-01-01Z', '2026-02-01Z']) as day`,
      [randomUUID()],
    );
    const pool = openPool(florin.databaseUrl, 'cell', 1);
    const swept = await sweepDeliveries.run(pool, { now: Date.UTC(2026, 1, 14), batch: 10 });
    assert.equal(swept, 1);
    await pool.end();
    const left = await florin.sql('select at from webhook_delivery');
    assert.deepEqual(left, [{ at: Date.UTC(2026, 1, 1) }]);
  });
});
