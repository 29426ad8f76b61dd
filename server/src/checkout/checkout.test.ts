import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import type { ChannelAnswer } from '../channels/index.ts';
import { instantAnswer, testChannel } from '../channels/testing.ts';
import { type Answer, openTestPlatform, type TestPlatform } from '../testing.ts';

const VISA = '4242424242424242';
const DECLINED = '4000000000000002';

const card = (number: string) => ({
  method: { type: 'card', card: { number, exp_month: 12, exp_year: 2034, cvc: '123' } },
});

describe('checkout', () => {
  let florin: TestPlatform;
  let orders = 0;
  const logged: string[] = [];
  /** Holds the channel's answer back as long as a test wants. */
  let gate: Promise<void> | null = null;
  const slow = testChannel({
    authorize: async (request): Promise<ChannelAnswer> => {
      await gate;
      return instantAnswer(request);
    },
  });

  before(async () => {
    const log = pino({ level: 'trace' }, { write: (line) => void logged.push(line) });
    florin = await openTestPlatform({ channels: [slow], log });
  });
  after(() => florin.close());

  const wanted = (rest: object = {}) => ({
    order_id: `order-${++orders}`,
    amount: 2599,
    currency: 'USD',
    success_url: 'http://shop.example/orders/1/return',
    cancel_url: 'http://shop.example/orders/1',
    ...rest,
  });

  async function open(rest: object = {}, headers: Record<string, string> = {}): Promise<Answer['body']> {
    const answer = await florin.call('POST', '/v1/checkout_sessions', wanted(rest), headers);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  /** As the payer's page: no credential but the address. */
  async function payer(session: { url: string }, method: 'GET' | 'POST', path: string, body?: object) {
    const answer = await florin.app.inject({
      method,
      url: new URL(session.url).pathname + path,
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.headers['content-type']?.toString().includes('json') ? answer.json() : answer.body,
    };
  }

  const paymentsOf = (session: { order_id: string }) =>
    florin.sql('select status from payment where order_id = $1 order by created_at', [session.order_id]);

  it('is opened by the merchant, is paid by the payer with a test card, and is then complete', async () => {
    const session = await open({ metadata: { basket: '7' }, description: 'Two notebooks' });
    assert.equal(session.status, 'open');
    assert.match(session.url, /^http:\/\/127\.0\.0\.1:4242\/checkout\/acct_\w+\/cs_\w+\/[\w-]{22}$/);
    const paid = await payer(session, 'POST', '/pay', card(VISA));
    assert.equal(paid.status, 200, JSON.stringify(paid.body));
    assert.equal(paid.body.status, 'complete');
    assert.deepEqual(paid.body.payment, {
      status: 'succeeded',
      decline_code: null,
      next_action: null,
      method: { type: 'card', brand: 'visa', last4: '4242' },
      amount_received: 2599,
    });
    const seen = (await florin.call('GET', `/v1/checkout_sessions/${session.id}`)).body;
    assert.equal(seen.status, 'complete');
    const payment = (await florin.call('GET', `/v1/payments/${seen.payment}`)).body;
    assert.equal(payment.amount_captured, 2599);
    assert.deepEqual(payment.metadata, { basket: '7' });
    assert.equal(payment.description, 'Two notebooks');
  });

  it('stays open after a decline, and the next attempt creates the next payment', async () => {
    const session = await open();
    const declined = await payer(session, 'POST', '/pay', card(DECLINED));
    assert.equal(declined.body.status, 'open');
    assert.equal(declined.body.payment.decline_code, 'card_declined');
    const paid = await payer(session, 'POST', '/pay', card(VISA));
    assert.equal(paid.body.status, 'complete');
    assert.deepEqual(await paymentsOf(session), [{ status: 'failed' }, { status: 'succeeded' }]);
  });

  it('is paid once, however often the payer confirms at the same time', async () => {
    const session = await open();
    const tries = await Promise.all(
      Array.from({ length: 20 }, () => payer(session, 'POST', '/pay', card(VISA))),
    );
    assert.equal(tries.filter(({ status }) => status === 200).length, 1);
    assert.ok(tries.every(({ status }) => status === 200 || status === 409));
    assert.deepEqual(await paymentsOf(session), [{ status: 'succeeded' }]);
    const again = await payer(session, 'POST', '/pay', card(VISA));
    assert.equal(again.body.code, 'session_not_open');
  });

  it('of two for the same order is paid once, and the second payer learns nothing about that payment', async () => {
    const session = await open();
    const other = await open({ order_id: session.order_id });
    await payer(session, 'POST', '/pay', card(VISA));
    const refused = await payer(other, 'POST', '/pay', card(VISA));
    assert.equal(refused.body.code, 'order_already_paid');
    assert.equal(refused.body.payment, undefined);
  });

  it('is not opened for an order that has been paid, and the refusal shows the payment', async () => {
    for (const capture_method of ['automatic', 'manual']) {
      const session = await open({ capture_method });
      await payer(session, 'POST', '/pay', card(VISA));
      const { payment } = (await florin.call('GET', `/v1/checkout_sessions/${session.id}`)).body;
      const again = wanted({ order_id: session.order_id });
      const { status, body } = await florin.call('POST', '/v1/checkout_sessions', again);
      assert.equal(status, 409);
      assert.equal(body.code, 'order_already_paid');
      assert.equal(body.payment.id, payment);
    }
    const unpaid = await open();
    await payer(unpaid, 'POST', '/pay', card(DECLINED));
    await open({ order_id: unpaid.order_id });
  });

  it('answers a repeated key with the first answer, even after the order has been paid', async () => {
    const body = wanted();
    const headers = { 'idempotency-key': 'paid meanwhile' };
    const first = await florin.call('POST', '/v1/checkout_sessions', body, headers);
    await payer(first.body, 'POST', '/pay', card(VISA));
    const repeated = await florin.call('POST', '/v1/checkout_sessions', body, headers);
    assert.deepEqual(repeated.body, first.body);
  });

  it('tells the payer when its order was paid elsewhere, whichever came first', async () => {
    for (let n = 0; n < 10; n++) {
      const order_id = `raced-${n}`;
      const [opened, paid] = await Promise.all([
        florin.call('POST', '/v1/checkout_sessions', wanted({ order_id })),
        florin.call('POST', '/pay', { order_id, amount: 2599, currency: 'USD', payment_method: 'tok_visa' }),
      ]);
      assert.equal(paid.status, 200, JSON.stringify(paid.body));
      if (opened.status === 409) {
        assert.equal(opened.body.payment.id, paid.body.id);
        continue;
      }
      const state = (await payer(opened.body, 'GET', '/state')).body;
      assert.equal(state.paid_elsewhere, true);
      assert.equal(state.payment, null);
      const refused = await payer(opened.body, 'POST', '/pay', card(VISA));
      assert.equal(refused.body.code, 'order_already_paid');
    }
    const own = await open();
    await payer(own, 'POST', '/pay', card(VISA));
    assert.equal((await payer(own, 'GET', '/state')).body.paid_elsewhere, false);
  });

  it('cannot be paid after it was closed, and cannot be closed while it is being paid', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const session = await open();
    gate = promise;
    const paying = payer(session, 'POST', '/pay', card(VISA));
    while ((await payer(session, 'GET', '/state')).body.payment === null);
    const busy = await florin.call('POST', `/v1/checkout_sessions/${session.id}/expire`);
    assert.equal(busy.body.code, 'command_in_progress');
    assert.equal((await payer(session, 'POST', '/pay', card(VISA))).body.code, 'command_in_progress');
    gate = null;
    resolve();
    assert.equal((await paying).body.status, 'complete');

    const closed = await open();
    const expired = await florin.call('POST', `/v1/checkout_sessions/${closed.id}/expire`);
    assert.equal(expired.body.status, 'expired');
    assert.equal(expired.body.closed_by, 'merchant');
    assert.equal(expired.body.url, closed.url);
    assert.equal((await payer(closed, 'POST', '/pay', card(VISA))).body.code, 'session_not_open');
    assert.deepEqual(await paymentsOf(closed), []);
  });

  it('is cancelled by the payer', async () => {
    const session = await open();
    const cancelled = await payer(session, 'POST', '/cancel');
    assert.equal(cancelled.body.status, 'expired');
    assert.equal(cancelled.body.closed_by, 'payer');
    assert.equal((await payer(session, 'POST', '/cancel')).body.code, 'session_not_open');
  });

  it('expires by the account’s own clock', async () => {
    const merchant = await openTestPlatform();
    try {
      const { body: session } = await merchant.call(
        'POST',
        '/v1/checkout_sessions',
        wanted({ expires_in: 60 }),
      );
      await merchant.sql('update account_head set clock_offset = 61000');
      const seen = await merchant.call('GET', `/v1/checkout_sessions/${session.id}`);
      assert.equal(seen.body.status, 'expired');
      const path = new URL(session.url).pathname;
      const refused = await merchant.app.inject({ method: 'POST', url: `${path}/pay`, payload: card(VISA) });
      assert.equal(refused.json().code, 'session_not_open');
    } finally {
      await merchant.close();
    }
  });

  it('answers the same key with the same session and the same address, and another body with 422', async () => {
    const body = wanted();
    const headers = { 'idempotency-key': 'session' };
    const [first, second] = await Promise.all([
      florin.call('POST', '/v1/checkout_sessions', body, headers),
      florin.call('POST', '/v1/checkout_sessions', body, headers),
    ]);
    assert.deepEqual(first.body, second.body);
    const other = await florin.call('POST', '/v1/checkout_sessions', { ...body, amount: 1 }, headers);
    assert.equal(other.body.code, 'idempotency_key_reused');
    const payment = await florin.call('POST', '/pay', { order_id: 'k', amount: 1, currency: 'USD' }, headers);
    assert.equal(payment.body.code, 'idempotency_key_reused');
    const rows = await florin.sql('select body from idempotency');
    assert.ok(rows.every((row) => !String(row.body).includes(first.body.url.split('/').at(-1))));
  });

  it('refuses what would deceive the payer', async () => {
    const refused = async (rest: object) =>
      (await florin.call('POST', '/v1/checkout_sessions', wanted(rest))).body;
    assert.equal((await refused({ success_url: 'javascript:alert(1)' })).field, 'success_url');
    assert.equal((await refused({ currency: 'XAU' })).code, 'currency_unknown');
    const lines = [{ name: 'Notebook', quantity: 1, amount: 2600 }];
    assert.equal((await refused({ line_items: lines })).field, 'line_items');
  });

  it('opens only with its own secret, and shows nothing for a wrong one', async () => {
    const session = await open();
    const other = await open();
    const secret = other.url.split('/').at(-1);
    const wrong = { url: session.url.replace(/[^/]+$/, secret) };
    for (const [method, path] of [
      ['GET', '/state'],
      ['GET', '/events'],
      ['POST', '/pay'],
      ['POST', '/cancel'],
    ] as const) {
      const answer = await payer(wrong, method, path, path === '/pay' ? card(VISA) : undefined);
      assert.equal(answer.body.code, 'not_found', path);
      assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    }
    assert.equal((await payer(wrong, 'GET', '')).status, 404);
    const stranger = { url: session.url.replace(florin.account, other.id.replace('cs_', 'acct_')) };
    assert.equal((await payer(stranger, 'GET', '/state')).status, 404);
  });

  it('shows the payer nothing of the merchant’s, and lets no browser keep or pass on the address', async () => {
    const session = await open({ metadata: { margin: '40%' }, currency: 'KWD' });
    const state = await payer(session, 'GET', '/state');
    assert.equal(state.body.decimals, 3);
    assert.ok(!JSON.stringify(state.body).includes('margin'));
    assert.equal(state.headers['cache-control'], 'no-store');
    assert.equal(state.headers['referrer-policy'], 'no-referrer');
    const page = await payer(session, 'GET', '');
    assert.equal(page.status, 200);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(String(page.headers['content-security-policy']), /script-src 'self';.*nonce-/);
  });

  it('accepts only published test numbers, and stores or logs no number and no secret', async () => {
    const session = await open();
    const number = '4111111111111111';
    const refused = await payer(session, 'POST', '/pay', card(number));
    assert.equal(refused.body.code, 'live_card_in_sandbox');
    await payer(session, 'POST', '/pay', card(VISA));
    const secret = String(session.url.split('/').at(-1));
    const everywhere = logged.join('') + JSON.stringify(await florin.sql('select payload from event'));
    for (const hidden of [number, VISA, secret]) assert.ok(!everywhere.includes(hidden));
  });

  it('sends every change of the session to a page that listens', async () => {
    const session = await open();
    const listening = florin.app.inject({
      url: `${new URL(session.url).pathname}/events`,
      payloadAsStream: true,
    });
    const stream = (await listening).stream();
    const states: string[] = [];
    const complete = new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        for (const [, data] of String(chunk).matchAll(/^data: (.*)$/gm)) {
          states.push(JSON.parse(String(data)).status);
          if (states.at(-1) === 'complete') resolve();
        }
      });
    });
    await payer(session, 'POST', '/pay', card(VISA));
    await complete;
    assert.equal(states[0], 'open');
    stream.destroy();
  });

  it('lists an account’s sessions, newest first, in pages', async () => {
    const order = `listed-${++orders}`;
    const made = [];
    for (let n = 0; n < 3; n++) made.unshift((await open({ order_id: order })).id);
    const list = async (query: string) =>
      (await florin.call('GET', `/v1/checkout_sessions?order_id=${order}&limit=2${query}`)).body;
    const first = await list('');
    assert.deepEqual(
      first.data.map(({ id }: { id: string }) => id),
      made.slice(0, 2),
    );
    assert.equal(first.has_more, true);
    const next = await list(`&after=${made[1]}`);
    assert.deepEqual(
      next.data.map(({ id }: { id: string }) => id),
      made.slice(2),
    );
    assert.equal(next.has_more, false);
    const back = await list(`&before=${made[2]}`);
    assert.deepEqual(
      back.data.map(({ id }: { id: string }) => id),
      made.slice(0, 2),
    );
  });

  it('allows at most twenty declined attempts', async () => {
    const session = await open();
    for (let n = 0; n < 20; n++) await payer(session, 'POST', '/pay', card(DECLINED));
    assert.equal((await payer(session, 'POST', '/pay', card(VISA))).body.code, 'session_not_open');
  });

  it('exchanges a card for its token with a publishable key, which can do nothing else', async () => {
    const headers = { authorization: `Bearer ${florin.publishableKey}` };
    const body = { card: card(VISA).method.card };
    const token = await florin.call('POST', '/v1/tokens', body, headers);
    assert.deepEqual(token.body, { object: 'token', token: 'tok_visa', brand: 'visa', last4: '4242' });
    assert.equal((await florin.call('POST', '/v1/checkout_sessions', wanted(), headers)).status, 403);
  });
});
