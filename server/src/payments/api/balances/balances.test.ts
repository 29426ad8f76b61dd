import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../../testing.ts';

describe('balances', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());
  const balances = async () => (await florin.call('GET', '/v1/balances')).body.data;
  const pay = async (order_id: string, currency: string) =>
    (await florin.call('POST', '/pay', { order_id, amount: 1000, currency })).body.id;

  it('are none before the first payment', async () => {
    assert.deepEqual(await balances(), []);
  });

  it('are what is pending and what is available, by currency', async () => {
    const paid = await pay('b1', 'USD');
    await pay('b2', 'EUR');
    await florin.call('POST', '/v1/refunds', { payment: paid });
    assert.deepEqual(await balances(), [
      { object: 'balance', currency: 'EUR', pending_balance: '941', available_balance: '0' },
      { object: 'balance', currency: 'USD', pending_balance: '0', available_balance: '-59' },
    ]);
    await florin.call('POST', '/v1/sandbox/clock', { advance_seconds: 3 * 86_400 });
    assert.equal((await balances())[0].available_balance, '941');
  });

  it('are exact where a JSON number would not be', async () => {
    await florin.sql("update balance set merchant_available = 9007199254740993 where currency = 'EUR'");
    assert.equal((await balances())[0].available_balance, '9007199254740993');
  });
});
