import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { writesOf } from '../database/statements.ts';
import { type TestDatabase, testDatabase } from '../database/testing.ts';
import { newId } from '../kernel/ids.ts';
import { parseCurrency } from '../kernel/money.ts';
import { books, type Leg, postings, transferWriter } from './index.ts';

describe('the ledger', () => {
  let database: TestDatabase;
  let owner: pg.Client;
  let app: pg.Client;
  before(async () => {
    database = await testDatabase();
    owner = new pg.Client({ connectionString: database.ownerUrl });
    app = new pg.Client({ connectionString: database.appUrl });
    await Promise.all([owner.connect(), app.connect()]);
  });
  after(async () => {
    await Promise.all([owner.end(), app.end()]);
    await database.drop();
  });

  const currency = parseCurrency('USD');
  assert.ok(currency);
  const source = () => ({ account, source: newId('cmd'), payment: newId('pay'), currency, at: 0 });
  const account = newId('acct');
  const write = (rows: { legs: readonly Leg[]; from: ReturnType<typeof source> }[]) =>
    app.query(
      writesOf(
        new Map([[transferWriter, rows.flatMap(({ legs, from }) => legs.map((leg) => ({ ...from, leg })))]]),
      ),
    );
  const balances = async () => {
    const { rows } = await app.query('select * from balance');
    const { account_id, currency, ...amounts } = rows[0];
    return Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== 0n));
  };

  it('names its books as the database does', async () => {
    const { rows } = await app.query('select name, book as number, kind from book order by book');
    assert.deepEqual(
      rows,
      Object.entries(books).map(([name, { number, kind }]) => ({ name, number, kind })),
    );
    const { fields } = await app.query('select * from balance');
    assert.deepEqual(
      fields.map((field) => field.name),
      ['account_id', 'currency', ...Object.keys(books)],
    );
  });

  it('keeps balances that are the sum of the transfers', async () => {
    await write([
      { from: source(), legs: postings.capture({ gross: 1000n, fee: 59n }) },
      { from: source(), legs: postings.capture({ gross: 500n, fee: 0n }) },
    ]);
    await write([{ from: source(), legs: postings.release({ net: 941n }) }]);
    assert.deepEqual(await balances(), {
      channel_receivable: 1500n,
      merchant_pending: 500n,
      merchant_available: 941n,
      platform_fees_payable: 59n,
    });
  });

  it('refuses to let a liability go below zero, but for what is available', async () => {
    await assert.rejects(
      write([{ from: source(), legs: postings.release({ net: 501n }) }]),
      /liability_never_negative/,
    );
    await write([
      { from: source(), legs: postings.refundRequested({ fromPending: 0n, fromAvailable: 1000n }) },
    ]);
    assert.equal((await balances()).merchant_available, -59n);
  });

  it('writes the legs of a command once', async () => {
    const from = source();
    await write([{ from, legs: postings.capture({ gross: 1n, fee: 0n }) }]);
    await assert.rejects(write([{ from, legs: postings.capture({ gross: 1n, fee: 0n }) }]), /transfer_pkey/);
  });

  it('cannot be rewritten by the role that the servers have', async () => {
    const appendOnly = [
      'transfer',
      'attempt',
      'attempt_claim',
      'outcome',
      'event',
      'channel_inbox',
      'reversal',
    ];
    for (const table of appendOnly) {
      for (const statement of [
        `update ${table} set account_id = account_id`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        await assert.rejects(app.query(statement), { code: '42501' }, statement);
      }
    }
  });
});

describe('the postings', () => {
  it('leave out legs of nothing', () => {
    assert.deepEqual(
      postings.capture({ gross: 100n, fee: 0n }).map(({ leg }) => leg),
      [1],
    );
    assert.deepEqual(
      postings.refundRequested({ fromPending: 0n, fromAvailable: 5n }).map(({ leg }) => leg),
      [2],
    );
  });

  it('give back what a failed refund had set aside', () => {
    assert.deepEqual(postings.refundFailed({ toPending: 3n, toAvailable: 2n }), [
      { leg: 4, debit: 'refunds_in_flight', credit: 'merchant_pending', amount: 3n },
      { leg: 5, debit: 'refunds_in_flight', credit: 'merchant_available', amount: 2n },
    ]);
  });
});
