import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { currencies } from '../kernel/money.ts';
import { openTestPlatform, type TestPlatform, untilAnswered } from '../testing.ts';
import { verify } from '../verify.ts';

const DAY_MS = 86_400_000;

describe('payments through the API', () => {
  let florin: TestPlatform;
  let orders = 0;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(async () => {
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
    await florin.close();
  });

  const create = async (rest: object = {}) => {
    const answer = await florin.call('POST', '/v1/payments', {
      order_id: `order-${++orders}`,
      amount: 1000,
      currency: 'USD',
      ...rest,
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const paid = (rest: object = {}) => create({ payment_method: 'tok_visa', confirm: true, ...rest });
  const authorized = () => paid({ capture_method: 'manual' });
  const command = (id: string, name: string, body: object = {}, headers = {}) =>
    florin.call('POST', `/v1/payments/${id}/${name}`, body, headers);
  const refund = (payment: string, body: object = {}, headers = {}) =>
    florin.call('POST', '/v1/refunds', { payment, ...body }, headers);
  const get = async (id: string) => (await florin.call('GET', `/v1/payments/${id}`)).body;
  /** Advances the account's business time and runs what fell due. */
  const pass = async (milliseconds: number) => {
    const advance_seconds = Math.ceil(milliseconds / 1000);
    assert.equal((await florin.call('POST', '/v1/sandbox/clock', { advance_seconds })).status, 200);
    while ((await florin.scheduler.run()) > 0);
  };

  it('are made, then confirmed', async () => {
    const made = await create({ description: 'Two pens', metadata: { cart: '7' } });
    assert.equal(made.status, 'created');
    assert.deepEqual(made.metadata, { cart: '7' });
    const { body } = await command(made.id, 'confirm', { payment_method: 'tok_mastercard' });
    assert.equal(body.status, 'succeeded');
    assert.deepEqual(await get(made.id), body);
    const again = await command(made.id, 'confirm', { payment_method: 'tok_mastercard' });
    assert.deepEqual(
      [again.status, again.body.code, again.body.state, again.body.wanted],
      [409, 'invalid_transition', 'succeeded', 'processing'],
    );
  });

  it('are captured whole or in part, runIdempotently, and never above the authorization', async () => {
    const whole = await authorized();
    assert.deepEqual([whole.status, whole.amount_capturable, whole.amount_captured], ['authorized', 1000, 0]);
    assert.equal((await command(whole.id, 'capture')).body.amount_captured, 1000);
    const part = await authorized();
    const above = await command(part.id, 'capture', { amount: 1001 });
    assert.deepEqual(
      [above.status, above.body.code, above.body.amount_capturable],
      [409, 'capture_exceeds_authorization', 1000],
    );
    const { body } = await command(part.id, 'capture', { amount: 400 });
    assert.deepEqual([body.status, body.amount_captured, body.amount_refundable], ['succeeded', 400, 400]);
    assert.equal((await command(part.id, 'capture', { amount: 1 })).body.code, 'invalid_transition');
  });

  it('that are captured and canceled at once become one or the other', async () => {
    const payment = await authorized();
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => command(payment.id, 'capture')),
      ...Array.from({ length: 5 }, () => command(payment.id, 'cancel')),
    ]);
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.ok(answers.every(({ status }) => status === 200 || status === 409));
    assert.ok(['succeeded', 'canceled'].includes((await get(payment.id)).status));
  });

  it('are canceled while they have no money, and free the order', async () => {
    for (const payment of [await create(), await authorized()]) {
      const { status, body } = await command(payment.id, 'cancel');
      assert.deepEqual([status, body.status], [200, 'canceled']);
      assert.equal((await paid({ order_id: payment.order_id })).status, 'succeeded');
      assert.equal((await command(payment.id, 'cancel')).body.code, 'invalid_transition');
    }
  });

  it('expire by the account’s business time', async () => {
    const [made, held, done] = [await create(), await authorized(), await paid()];
    await pass(DAY_MS - 60_000);
    assert.equal((await get(made.id)).status, 'created');
    await pass(120_000);
    assert.equal((await get(made.id)).status, 'expired');
    assert.equal((await get(held.id)).status, 'authorized');
    await pass(7 * DAY_MS);
    assert.equal((await get(held.id)).status, 'expired');
    assert.equal((await get(done.id)).status, 'succeeded');
  });

  it('are released after two days, and refunded from what is available then', async () => {
    const payment = await paid({ currency: 'CHF' });
    await pass(2 * DAY_MS);
    const books = async () => {
      const [row] = await florin.sql(
        `select channel_receivable, merchant_pending, merchant_available, platform_fees_payable, refunds_in_flight
         from balance where currency = 'CHF'`,
      );
      return row;
    };
    assert.deepEqual(await books(), {
      channel_receivable: 1000n,
      merchant_pending: 0n,
      merchant_available: 941n,
      platform_fees_payable: 59n,
      refunds_in_flight: 0n,
    });
    assert.equal((await refund(payment.id)).body.status, 'succeeded');
    assert.deepEqual(await books(), {
      channel_receivable: 0n,
      merchant_pending: 0n,
      merchant_available: -59n,
      platform_fees_payable: 59n,
      refunds_in_flight: 0n,
    });
  });

  it('are refunded in part and in whole, never above what was captured', async () => {
    const payment = await paid();
    const first = await refund(payment.id, { amount: 300, reason: 'broken', metadata: { by: 'ann' } });
    assert.deepEqual([first.status, first.body.status, first.body.amount], [200, 'succeeded', 300]);
    assert.deepEqual((await florin.call('GET', `/v1/refunds/${first.body.id}`)).body, first.body);
    const above = await refund(payment.id, { amount: 701 });
    assert.deepEqual(
      [above.status, above.body.code, above.body.amount_refundable],
      [409, 'refund_exceeds_captured', 700],
    );
    assert.equal((await refund(payment.id)).body.amount, 700);
    assert.equal((await refund(payment.id)).body.code, 'refund_exceeds_captured');
    const { amount_refunded, amount_refundable } = await get(payment.id);
    assert.deepEqual([amount_refunded, amount_refundable], [1000, 0]);
  });

  it('are never refunded above what was captured, also when fifty refunds come at once', async () => {
    const payment = await paid();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => untilAnswered((key) => refund(payment.id, { amount: 60 }, key))),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 16);
    assert.equal(answers.filter(({ body }) => body.code === 'refund_exceeds_captured').length, 34);
    assert.equal((await get(payment.id)).amount_refunded, 960);
  });

  it('are refunded only as far as the balance may go below zero', async () => {
    await florin.sql('update account set negative_limit = 20');
    await florin.sql('update identity_revision set revision = revision + 1');
    const payment = await paid({ currency: 'SEK' });
    await pass(2 * DAY_MS);
    let refused = await refund(payment.id);
    // Every process uses the new setting within a second.
    while (refused.status === 200) {
      const other = await paid({ currency: 'SEK' });
      await pass(2 * DAY_MS);
      refused = await refund(other.id);
    }
    assert.deepEqual([refused.status, refused.body.code], [409, 'balance_insufficient']);
    await florin.sql('update account set negative_limit = 1000000');
    await florin.sql('update identity_revision set revision = revision + 1');
  });

  it('refuse a refund of what was not paid, and commands on what is not there', async () => {
    const made = await create();
    assert.equal((await refund(made.id)).body.code, 'invalid_transition');
    for (const id of ['pay_01h455vb4pex5vsknk084sn02q', 'nonsense', `ref_${made.id.slice(4)}`]) {
      assert.equal((await command(id, 'capture')).status, 404, id);
    }
    assert.equal((await refund('pay_01h455vb4pex5vsknk084sn02q')).status, 404);
    assert.equal((await refund('nonsense')).status, 400);
  });

  it('answer every repeated command with its first answer', async () => {
    const payment = await authorized();
    const key = { 'idempotency-key': `"capture-${payment.id}"` };
    const first = await command(payment.id, 'capture', { amount: 500 }, key);
    assert.deepEqual((await command(payment.id, 'capture', { amount: 500 }, key)).body, first.body);
    assert.equal(
      (await command(payment.id, 'capture', { amount: 501 }, key)).body.code,
      'idempotency_key_reused',
    );
    const back = { 'idempotency-key': `refund-${payment.id}` };
    const refunded = await refund(payment.id, { amount: 100 }, back);
    assert.deepEqual((await refund(payment.id, { amount: 100 }, back)).body, refunded.body);
    assert.equal((await get(payment.id)).amount_refunded, 100);
  });

  it('can be in every currency of ISO 4217, in its own minor unit', async () => {
    const answers = await Promise.all(currencies.map((currency) => paid({ currency, amount: 12_345 })));
    assert.ok(
      answers.every(({ status, amount_captured }) => status === 'succeeded' && amount_captured === 12_345),
    );
  });

  it('are listed page by page, the newest first, and by what they are', async () => {
    const [one, two, three] = [
      await paid({ currency: 'NOK' }),
      await authorized(),
      await paid({ currency: 'NOK' }),
    ];
    const list = async (query: string) => {
      const { body } = await florin.call('GET', `/v1/payments?${query}`);
      return [body.data.map(({ id }: { id: string }) => id), body.has_more];
    };
    assert.deepEqual(await list('limit=3'), [[three.id, two.id, one.id], true]);
    assert.deepEqual(await list(`limit=1&after=${three.id}`), [[two.id], true]);
    assert.deepEqual(await list(`limit=1&before=${one.id}`), [[two.id], true]);
    assert.deepEqual(await list(`before=${one.id}`), [[three.id, two.id], false]);
    assert.deepEqual(await list('currency=NOK&limit=2'), [[three.id, one.id], true]);
    assert.deepEqual(await list(`order_id=${two.order_id}`), [[two.id], false]);
    assert.deepEqual((await list('status=authorized&limit=1'))[0], [two.id]);
    for (const bad of [
      'limit=0',
      'limit=x',
      'status=paid',
      'after=x',
      `after=${one.id}&before=${two.id}`,
      'color=red',
    ]) {
      assert.equal((await florin.call('GET', `/v1/payments?${bad}`)).status, 400, bad);
    }
    await refund(one.id, { amount: 5 });
    const refunds = await florin.call('GET', `/v1/refunds?payment=${one.id}`);
    assert.deepEqual(
      refunds.body.data.map(({ amount }: { amount: number }) => amount),
      [5],
    );
  });
});
