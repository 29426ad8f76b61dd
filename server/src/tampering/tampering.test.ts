/** `florin verify` reports whatever the owner of the database changes behind the platform's back. */
import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import { openReceiver, type TestReceiver, until } from '../events/testing.ts';
import type { AccountId } from '../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { verify, verifySnapshot } from '../verify.ts';
import { moneyTamperings } from './money.fixture.ts';
import { recordTamperings } from './records.fixture.ts';
import { unproved } from './unproved.fixture.ts';

const tamperings = [...moneyTamperings, ...recordTamperings];

const DAY_S = 86_400;

describe('florin verify, on a database whose owner changes it', () => {
  let florin: TestPlatform;
  let receiver: TestReceiver;
  let owner: pg.Client;
  let orders = 0;

  const pay = async (rest: object = {}, headers: Record<string, string> = {}) => {
    const body = {
      order_id: `o${++orders}`,
      amount: 1000,
      currency: 'USD',
      confirm: true,
      payment_method: 'tok_visa',
      ...rest,
    };
    return (await florin.call('POST', '/v1/payments', body, headers)).body;
  };
  const act = (id: string, name: string, body: object = {}) =>
    florin.call('POST', `/v1/payments/${id}/${name}`, body);
  const simulate = (id: string, action: string, amount?: number) =>
    florin.call(
      'POST',
      `/v1/sandbox/payments/${id}/simulate`,
      amount === undefined ? { action } : { action, amount },
    );
  const refund = (payment: string, amount: number) =>
    florin.call('POST', '/v1/refunds', { payment, amount, reason: 'returned', metadata: { box: '7' } });

  /** Everything that can happen to a payment, before and after time passes. */
  async function live(): Promise<void> {
    await pay(
      { description: 'Two pens', metadata: { basket: '7', a: 'b' } },
      { 'idempotency-key': `k${orders}` },
    );
    for (const payment_method of [
      'tok_declined',
      'tok_never_sent',
      'tok_timeout_approved',
      'tok_challenge',
      'wallet',
    ])
      await pay({ payment_method });
    const { id: failed } = await pay({ payment_method: 'wallet' });
    await simulate(failed, 'wallet_refuse');
    await act((await pay({ confirm: false, payment_method: undefined })).id, 'cancel');
    await pay({ confirm: false, payment_method: undefined });
    const held = async () => (await pay({ capture_method: 'manual' })).id;
    await held();
    await act(await held(), 'capture', { amount: 400 });
    await act(await held(), 'cancel');
    await act((await pay({ payment_method: 'tok_challenge' })).id, 'cancel');
    const { id: paid } = await pay();
    await refund(paid, 300);
    const transfer = async (...amounts: number[]) => {
      const { id } = await pay({ payment_method: 'bank_transfer' });
      for (const amount of amounts) await simulate(id, 'bank_receive', amount);
      return id;
    };
    await transfer(400);
    await transfer(400, 900);
    const recalled = await transfer(1000);
    await simulate(recalled, 'bank_recall', 1000);
    const late = await transfer();
    await act(late, 'cancel');
    await simulate(late, 'bank_receive', 250);
    const { body: session } = await florin.call(
      'POST',
      '/v1/checkout_sessions',
      {
        order_id: `o${++orders}`,
        amount: 2599,
        currency: 'USD',
        success_url: 'http://shop.example/1',
        cancel_url: 'http://shop.example/2',
        metadata: { a: '1' },
      },
      { 'idempotency-key': `s${orders}` },
    );
    for (const number of ['4000000000000002', '4242424242424242'])
      await florin.app.inject({
        method: 'POST',
        url: `${new URL(session.url).pathname}/pay`,
        payload: { method: { type: 'card', card: { number, exp_month: 12, exp_year: 2034, cvc: '123' } } },
      });
  }

  before(async () => {
    florin = await openTestPlatform({ channelTimeoutMs: 500, sandboxTimes: { slowMs: 1, processingMs: 1 } });
    receiver = await openReceiver((response, { event }) =>
      response.writeHead(event.type === 'payment.failed' ? 500 : 204).end(),
    );
    const endpoint = async (events = ['*']) =>
      (await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events })).body.id;
    await endpoint();
    const widened = await endpoint(['payment.failed']);
    await florin.call('POST', `/v1/webhook_endpoints/${await endpoint()}`, { status: 'disabled' });
    await pay();
    await live();
    await florin.call('POST', `/v1/webhook_endpoints/${widened}`, { events: ['*'] });
    await florin.call('POST', '/v1/sandbox/clock', { advance_seconds: 3 * DAY_S });
    await live();
    const { data } = (await florin.call('GET', '/v1/payments?status=succeeded&limit=100')).body;
    for (const { id, amount_refundable, amount_captured } of data.slice(3))
      if (amount_refundable === amount_captured && amount_captured > 400) await refund(id, 390);
    // From here on nothing falls due, so money that is over stays where it is.
    mock.method(florin.scheduler, 'run', async () => 0);
    const { id: over } = await pay({ payment_method: 'bank_transfer' });
    await simulate(over, 'bank_receive', 1300);
    await until(async () => {
      const [row] = await florin.sql(
        `select bool_and(w.cursor = h.event_seq) as done from webhook_endpoint w join account_head h using (account_id)
         where w.status = 'enabled'`,
      );
      return row?.done === true;
    });
    // A reader saves its last attempts a moment later. Then nothing is on its way any more.
    await florin.stop();
    owner = new pg.Client({ connectionString: florin.databaseUrl });
    await owner.connect();
  });
  after(async () => {
    await owner.end();
    await receiver.close();
    await florin.close();
  });

  it('finds nothing if nothing was changed', async () => {
    const { differences, heads } = await verify(florin.databaseUrl);
    assert.deepEqual(differences, []);
    assert.deepEqual((await verify(florin.databaseUrl, { since: heads })).differences, []);
  });

  for (const [what, statement, found] of tamperings) {
    it(`finds a change of ${what}: ${statement.slice(0, 60).replace(/\s+/g, ' ')}`, async () => {
      await owner.query('begin');
      try {
        // An owner can drop constraints.
        await owner.query(
          'alter table payment drop constraint payment_order_held_while_live, drop constraint payment_given_back_within_captured',
        );
        const results = [await owner.query(statement)].flat();
        assert.ok(
          results.some(({ rowCount }) => (rowCount ?? 0) > 0),
          'the statement changes nothing',
        );
        const { differences } = await verifySnapshot(owner);
        assert.match(differences.map((difference) => difference.what).join('\n'), found);
        for (const { stands, should } of differences) assert.notEqual(stands, should);
      } finally {
        await owner.query('rollback');
      }
    });
  }

  it('has a reason for every column that it does not prove', async () => {
    const { rows } = await owner.query(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema in ('home', 'cell_1') and table_name <> 'florin_migration'`,
    );
    const proved = new Set(tamperings.map(([what]) => what));
    const open = rows
      .filter(({ table }) => !(`${table}.*` in unproved))
      .map(({ table, column }) => `${table}.${column}`)
      .filter((name) => !proved.has(name) && !(name in unproved));
    assert.deepEqual(open, []);
    const columns = new Set(rows.flatMap(({ table, column }) => [`${table}.${column}`, `${table}.*`]));
    assert.deepEqual(
      Object.keys(unproved).filter((name) => !columns.has(name)),
      [],
    );
  });

  it('proves with a kept head that no event before it was changed, even if the rest was made to fit', async () => {
    const { heads } = await verify(florin.databaseUrl);
    const kept = heads.find(({ account }) => account === (florin.account as AccountId));
    assert.ok(kept !== undefined);
    await owner.query('begin');
    try {
      // The last event and every trace of it are removed, so that the log has no gap.
      await owner.query(
        'update account_head set event_seq = event_seq - 1, event_hash = (select hash from event e where e.account_id = account_head.account_id and e.seq = event_seq - 1) where event_seq > 0',
      );
      await owner.query(
        'delete from event e using account_head h where e.account_id = h.account_id and e.seq > h.event_seq',
      );
      const chain = async (since: typeof heads) =>
        (await verifySnapshot(owner, { since })).differences
          .filter(({ what }) => /^event |^the event|head/.test(what))
          .map(({ what }) => what);
      assert.deepEqual(
        (await chain([])).filter((what) => !/^events of/.test(what)),
        [],
      );
      assert.ok((await chain([kept])).includes(`the event ${kept.seq} that was kept`));
    } finally {
      await owner.query('rollback');
    }
  });
});
