import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Clock, systemClock } from '../../kernel/clock.ts';
import { type Answer, openTestPlatform, type TestPlatform } from '../../testing.ts';
import { isExpired } from './instruments.ts';

describe('a card’s expiry', () => {
  const rows: [exp_month: number, exp_year: number, at: string, expired: boolean][] = [
    [1, 2001, '2026-11-29T12:00:00Z', true],
    [1, 2030, '2030-01-01T00:00:00Z', false],
    [1, 2030, '2030-01-31T23:59:59.999Z', false],
    [1, 2030, '2030-02-01T00:00:00Z', true],
    [12, 2030, '2030-12-31T23:59:59.999Z', false],
    [12, 2030, '2031-01-01T00:00:00Z', true],
    [2, 2028, '2028-02-29T23:59:59.999Z', false],
  ];
  for (const [exp_month, exp_year, at, expired] of rows) {
    it(`${exp_month}/${exp_year} is ${expired ? '' : 'not '}past at ${at}`, () => {
      assert.equal(isExpired({ exp_month, exp_year }, Date.parse(at)), expired);
    });
  }
});

describe('an expired card, however it is submitted', () => {
  /** The last moment of January 2030, and the one after it. */
  const LAST = Date.parse('2030-01-31T23:59:59.999Z');
  let now = LAST;
  const clock: Clock = { ...systemClock, now: () => now };
  let florin: TestPlatform;
  let orders = 0;
  before(async () => {
    florin = await openTestPlatform({ clock });
  });
  after(() => florin.close());

  const card = (exp_month: number, exp_year: number) => ({
    type: 'card',
    card: { number: '4242 4242 4242 4242', exp_month, exp_year, cvc: '123' },
  });
  const order = () => ({ order_id: `expiry-${++orders}`, amount: 2599, currency: 'USD' });

  /** Every way to submit a card. Each returns the decline code, or null. */
  const doors: Record<string, (method: object) => Promise<string | null>> = {
    '/pay': async (payment_method) => {
      const { status, body } = await florin.call('POST', '/pay', { ...order(), payment_method });
      if (status === 200) return null;
      assert.equal(status, 402, JSON.stringify(body));
      assert.equal(body.payment.payment_method.last4, '4242');
      return body.decline_code;
    },
    '/v1/payments': async (payment_method) =>
      declineOf(await florin.call('POST', '/v1/payments', { ...order(), payment_method, confirm: true })),
    '/v1/payments/:id/confirm': async (payment_method) => {
      const { id } = (await florin.call('POST', '/v1/payments', order())).body;
      return declineOf(await florin.call('POST', `/v1/payments/${id}/confirm`, { payment_method }));
    },
    'the checkout page': async (method) => {
      const { body } = await florin.call('POST', '/v1/checkout_sessions', {
        ...order(),
        success_url: 'https://shop.example/paid',
        cancel_url: 'https://shop.example/cart',
      });
      const url = `${new URL(body.url).pathname}/pay`;
      const answer = await florin.app.inject({ method: 'POST', url, payload: { method } });
      assert.equal(answer.statusCode, 200, answer.body);
      return answer.json().payment.decline_code;
    },
  };

  for (const [door, pay] of Object.entries(doors)) {
    it(`is declined at ${door} as expired_card, and not before its month is over`, async () => {
      now = LAST;
      assert.equal(await pay(card(1, 2001)), 'expired_card');
      assert.equal(await pay(card(1, 2030)), null);
      now = LAST + 1;
      assert.equal(await pay(card(1, 2030)), 'expired_card');
    });
  }

  it('gets no token from /v1/tokens, which says what is wrong', async () => {
    const headers = { authorization: `Bearer ${florin.publishableKey}` };
    const swap = (method: { card: object }) =>
      florin.call('POST', '/v1/tokens', { card: method.card }, headers);
    now = LAST;
    assert.equal((await swap(card(1, 2030))).body.token, 'tok_visa');
    now = LAST + 1;
    for (const expired of [card(1, 2030), card(1, 2001)]) {
      const { status, body } = await swap(expired);
      assert.equal(status, 400);
      assert.equal(body.code, 'invalid_request');
      assert.equal(body.field, 'card/exp_year');
    }
    assert.match((await swap(card(1, 2001))).body.detail, /expired at the end of 01\/2001/);
  });
});

function declineOf({ status, body }: Answer): string | null {
  assert.equal(status, 200, JSON.stringify(body));
  return body.decline_code;
}
