import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform, untilAnswered } from './testing.ts';

describe('a payment through the API', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  const order = (id: string, rest: object = {}) => ({ order_id: id, amount: 100, currency: 'USD', ...rest });

  it('is paid by POST /pay with an order, an amount and a currency', async () => {
    const paid = await florin.call('POST', '/pay', order('brief'));
    assert.equal(paid.status, 200);
    assert.equal(paid.body.status, 'succeeded');
    assert.equal(paid.body.amount_captured, 100);
    assert.deepEqual((await florin.call('GET', `/v1/payments/${paid.body.id}`)).body, paid.body);
  });

  it('writes the money into the books', async () => {
    const { body } = await florin.call('POST', '/pay', order('books', { amount: 10_000, currency: 'EUR' }));
    const transfers = await florin.sql(
      `select leg, d.name as debit, c.name as credit, amount from transfer t
       join book d on d.book = debit join book c on c.book = credit
       where currency = 'EUR' order by leg`,
    );
    assert.deepEqual(transfers, [
      { leg: 1, debit: 'channel_receivable', credit: 'merchant_pending', amount: 10_000n },
      { leg: 2, debit: 'merchant_pending', credit: 'platform_fees_payable', amount: 320n },
    ]);
    assert.equal(body.amount_fee, 320);
  });

  it('answers 402 with the decline when the card is declined, and the order can be paid again', async () => {
    const declined = await florin.call(
      'POST',
      '/pay',
      order('declined', { payment_method: 'tok_insufficient_funds' }),
    );
    assert.equal(declined.status, 402);
    assert.equal(declined.body.decline_code, 'insufficient_funds');
    assert.equal(declined.body.payment.status, 'failed');
    assert.equal((await florin.call('POST', '/pay', order('declined'))).status, 200);
  });

  it('refuses a second payment of an order and shows the first', async () => {
    const first = await florin.call('POST', '/pay', order('twice'));
    const second = await florin.call('POST', '/pay', order('twice'));
    assert.equal(second.status, 409);
    assert.equal(second.body.code, 'order_already_paid');
    assert.equal(second.body.payment.id, first.body.id);
    assert.match(second.body.detail, /Look at that payment, or use another order_id/);
  });

  it('answers the same key with the first answer, and another body with 422', async () => {
    const headers = { 'idempotency-key': 'one' };
    const first = await florin.call('POST', '/pay', order('key'), headers);
    assert.deepEqual((await florin.call('POST', '/pay', order('key'), headers)).body, first.body);
    const other = await florin.call('POST', '/pay', order('key', { amount: 101 }), headers);
    assert.equal(other.status, 422);
    assert.equal(other.body.code, 'idempotency_key_reused');
  });

  it('takes a hundred payments at once, each once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        untilAnswered((key) => florin.call('POST', '/pay', order(`many-${index % 50}`), key)),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 50);
    assert.equal(answers.filter(({ status }) => status === 409).length, 50);
  });

  it('requires a valid key', async () => {
    assert.equal(
      (await florin.call('POST', '/pay', order('x'), { authorization: 'Bearer sk_test_no' })).status,
      401,
    );
    assert.equal(
      (await florin.call('POST', '/pay', order('x'), { authorization: 'Basic eDp5' })).status,
      401,
    );
    const publishable = { authorization: `Bearer ${florin.publishableKey}` };
    assert.equal((await florin.call('POST', '/pay', order('x'), publishable)).status, 403);
  });
});
