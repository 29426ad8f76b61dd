import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { openTestPlatform, type TestPlatform, untilAnswered } from './testing.ts';
import { verify, verifySnapshot } from './verify.ts';

describe('florin verify', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
    for (let order = 0; order < 20; order++) {
      const payment_method = order % 4 === 0 ? 'tok_declined' : 'tok_visa';
      await florin.call('POST', '/pay', {
        order_id: `v${order}`,
        amount: 1000 + order,
        currency: 'USD',
        payment_method,
      });
    }
    const { data } = (await florin.call('GET', '/v1/payments?status=succeeded&limit=1')).body;
    await florin.call('POST', '/v1/refunds', { payment: data[0].id, amount: 10 });
    const transfer = { order_id: 'transfer', amount: 500, currency: 'USD', payment_method: 'bank_transfer' };
    const { body } = await florin.call('POST', '/pay', transfer);
    for (const action of ['bank_receive', 'bank_recall'])
      await florin.call('POST', `/v1/sandbox/payments/${body.id}/simulate`, { action, amount: 500 });
  });
  after(() => florin.close());

  it('finds nothing where nothing is wrong', async () => {
    const { differences, payments, transfers, events } = await verify(florin.databaseUrl);
    assert.deepEqual(differences, []);
    assert.deepEqual([payments, transfers, events], [21, 37, 24]);
  });

  const faults: [what: string, statement: string, found: RegExp][] = [
    ['a balance', 'update balance set merchant_pending = merchant_pending + 1', /book merchant_pending USD/],
    [
      'a balance below its limit',
      'update balance set merchant_available = -1000001 - 500',
      /below its limit/,
    ],
    ['a missing transfer', 'delete from transfer where ctid in (select ctid from transfer limit 1)', /book/],
    [
      "a payment's sum",
      "update payment set amount_captured = amount_captured + 1 where status = 'succeeded'",
      /amount_captured of pay_/,
    ],
    [
      'an attempt that is not open',
      "update payment set open_attempt = id where status = 'failed'",
      /open_attempt of pay_/,
    ],
    ['a lost event', 'delete from event where seq = 7', /event log/],
    [
      'an outcome that says otherwise',
      "update outcome set amount = amount + 1 where result = 'approved'",
      /what the channel approved/,
    ],
    ['a refund that is told otherwise', "update refund set status = 'pending'", /refunds of pay_/],
    [
      'a reversal out of another book',
      'update reversal set amount_from_pending = 0, amount_from_available = amount',
      /the reversal rev_/,
    ],
    ['a reversal of another payment', 'update reversal set payment_id = id', /the reversal rev_/],
    [
      'a reversal that is told and is none',
      "update event set type = 'reversal.created' where seq = 3",
      /the reversal rev_/,
    ],
    ['money taken back without a reversal', 'delete from reversal', /the reversal rev_/],
    [
      'a reversal that nobody was told of',
      "delete from event where type = 'reversal.created'",
      /the reversal rev_/,
    ],
    [
      'money that left no account',
      'update balance set inter_account = 5',
      /inter_account USD over all accounts/,
    ],
  ];
  for (const [what, statement, found] of faults) {
    it(`finds ${what}`, async () => {
      // Each fault in a database of its own would be slow: it is planted, found, and taken back.
      const tables = ['balance', 'transfer', 'payment', 'refund', 'reversal', 'event', 'outcome'];
      for (const table of tables) await florin.sql(`create table kept_${table} as table ${table}`);
      await florin.sql(statement);
      const { differences } = await verify(florin.databaseUrl);
      for (const table of tables) {
        await florin.sql(`delete from ${table}`);
        await florin.sql(`insert into ${table} table kept_${table}`);
        await florin.sql(`drop table kept_${table}`);
      }
      assert.match(differences.map((difference) => difference.what).join('\n'), found);
      assert.ok(differences.every(({ stands, should }) => stands !== should));
    });
  }
});

describe('florin verify beside a busy platform', () => {
  it('takes nothing for wrong that was written after it began and before it looked', async () => {
    const florin = await openTestPlatform();
    const snapshot = new pg.Client({ connectionString: florin.databaseUrl });
    await snapshot.connect();
    await snapshot.query('begin isolation level repeatable read read only');
    await florin.sql('update recovery_watermark set looked_to = clock_timestamp()');
    assert.deepEqual((await verifySnapshot(snapshot)).differences, []);
    await snapshot.end();
    await florin.close();
  });
});

describe('florin verify without statistics', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  it('takes no longer where the database does not know yet how much there is', async () => {
    const orders = Array.from({ length: 200 }, (_, n) => ({
      order_id: `s${n}`,
      amount: 100,
      currency: 'USD',
    }));
    await Promise.all(orders.map((order) => untilAnswered((key) => florin.call('POST', '/pay', order, key))));
    // The tables have just been made. Joined row by row, these payments took two minutes.
    const [{ name }] = (await florin.sql('select current_database() as name')) as [{ name: string }];
    await florin.sql(`alter database ${name} set statement_timeout = '20s'`);
    const { differences, payments } = await verify(florin.databaseUrl);
    assert.deepEqual([differences, payments], [[], 200]);
  });
});
