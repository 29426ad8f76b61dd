import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openStorm } from '../../storm.ts';
import { type LiveFlorin, openLiveFlorin } from './testing.ts';

const SEED = 20_261_129;
const ORDERS = 240;
const AT_ONCE = 60;

describe('in a storm', () => {
  let live: LiveFlorin;
  before(async () => {
    live = await openLiveFlorin();
  });
  after(() => live.close());

  it(`every order is paid once, and each call ends with its payment (seed ${SEED})`, async () => {
    const storm = await openStorm(live.url, SEED);
    // A try may end before the delayed answer comes.
    const florin = live.client({ baseUrl: storm.url, maxTries: 20, timeoutMs: 5_000, totalMs: 300_000 });
    const orders = Array.from({ length: ORDERS }, (_, index) => `storm-${index}`);
    const paid = new Map<string, string>();
    const queue = orders.values();
    const worker = async () => {
      for (const order_id of queue) {
        const payment = await florin.pay({ order_id, amount: 2599, currency: 'USD' });
        assert.equal(payment.status, 'succeeded');
        assert.equal(payment.order_id, order_id);
        paid.set(order_id, payment.id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await storm.close();
    const rows = await live.sql("select order_id from payment where status = 'succeeded'");
    assert.deepEqual(rows.map(({ order_id }) => order_id).sort(), orders.sort());
    assert.equal(paid.size, ORDERS);
    const listed = new Map<string, string>();
    for await (const { order_id, id, status } of live.client().payments.list({ limit: 100 })) {
      assert.equal(status, 'succeeded');
      listed.set(order_id, id);
    }
    assert.deepEqual(new Map([...listed].sort()), new Map([...paid].sort()));
    // Each order has one key, whatever happened to it, and every kind of trouble has happened.
    assert.equal(new Set(storm.requests).size, ORDERS);
    assert.equal(storm.done.size, 8);
    const balance = (await live.client().balances.list()).data[0];
    const fee = 105;
    assert.equal(
      Number(balance?.pending_balance) + Number(balance?.available_balance),
      ORDERS * (2599 - fee),
    );
  });
});
