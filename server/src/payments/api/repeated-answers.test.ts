import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Channel, ChannelAnswer } from '../../channels/index.ts';
import { signed, testChannel } from '../../channels/testing.ts';
import { idFromUuid, referenceOf } from '../../kernel/ids.ts';
import { type Answer, openTestPlatform, type TestPlatform, turnOf } from '../../testing.ts';

const approved: ChannelAnswer = { kind: 'approved', amount: 1000n };
const declined: ChannelAnswer = { kind: 'declined', decline: 'card_declined' };
const pending: ChannelAnswer = { kind: 'pending' };

describe('a key repeats the first answer', () => {
  let florin: TestPlatform;
  afterEach(() => florin.close());

  const open = async (channel: Partial<Channel>) => {
    florin = await openTestPlatform({ channels: [testChannel({ query: () => pending, ...channel })] });
  };
  const ask = (path: string, body: object, key: string) =>
    florin.call('POST', path, body, { 'idempotency-key': key });
  const body = (rest: object = {}) => ({
    order_id: 'o',
    amount: 1000,
    currency: 'USD',
    payment_method: 'tok_visa',
    ...rest,
  });
  const attempts = (kind: string) => florin.sql('select id from attempt where kind = $1', [kind]);
  let told = 0;
  /** The channel sends this as a notification, and it is applied. */
  async function tell(kind: string, answer: ChannelAnswer): Promise<void> {
    const [attempt] = await attempts(kind);
    const reference = referenceOf(idFromUuid('att', attempt?.id as string));
    const { payload, headers } = signed({
      event: `e${++told}`,
      account: florin.account as never,
      reference,
      answer,
    });
    const url = `/channels/sandbox/${florin.account}/notify`;
    assert.equal((await florin.app.inject({ method: 'POST', url, payload, headers })).statusCode, 204);
    while ((await florin.sql('select from channel_inbox_open')).length > 0) await turnOf(florin.inbox);
  }
  const same = (one: Answer, other: Answer) =>
    assert.deepEqual([other.status, content(other)], [one.status, content(one)]);
  const content = ({ body: { request_id: _, ...rest } }: Answer) => rest;

  for (const answer of [approved, declined, { kind: 'unknown', reason: 'x' } as const]) {
    it(`of a payment that a notification handed back before the call was answered: ${answer.kind}`, async () => {
      const held = Promise.withResolvers<ChannelAnswer>();
      await open({ authorize: () => held.promise });
      const first = ask('/pay', body(), 'k');
      while ((await attempts('authorize')).length === 0);
      await tell('authorize', pending);
      held.resolve(answer);
      const heard = await first;
      assert.equal(heard.status, 202);
      same(heard, await ask('/pay', body(), 'k'));
    });
  }

  it('of a capture that the channel leaves open', async () => {
    await open({ authorize: () => approved, capture: () => pending });
    const paid = (await ask('/v1/payments', body({ confirm: true, capture_method: 'manual' }), 'p')).body;
    const capture = () => ask(`/v1/payments/${paid.id}/capture`, {}, 'c');
    const first = await capture();
    assert.deepEqual([first.status, first.body.status], [200, 'authorized']);
    same(first, await capture());
    await tell('capture', approved);
    assert.equal((await florin.call('GET', `/v1/payments/${paid.id}`)).body.status, 'succeeded');
    same(first, await capture());
  });

  it('of a cancel whose void the channel leaves open', async () => {
    await open({ authorize: () => approved, void: () => pending });
    const paid = (await ask('/v1/payments', body({ confirm: true, capture_method: 'manual' }), 'p')).body;
    const cancel = () => ask(`/v1/payments/${paid.id}/cancel`, {}, 'c');
    const first = await cancel();
    assert.deepEqual([first.status, first.body.status], [200, 'canceling']);
    same(first, await cancel());
    await tell('void', approved);
    same(first, await cancel());
  });

  it('of a refund that the channel leaves open, which is a refund', async () => {
    await open({ authorize: () => approved, refund: () => pending });
    const paid = (await ask('/pay', body(), 'p')).body;
    const refund = () => ask('/v1/refunds', { payment: paid.id }, 'r');
    const first = await refund();
    assert.deepEqual(
      [first.status, first.body.object, first.body.status, first.body.amount],
      [200, 'refund', 'pending', 1000],
    );
    same(first, await refund());
    await tell('refund', approved);
    assert.equal((await florin.call('GET', `/v1/refunds/${first.body.id}`)).body.status, 'succeeded');
    same(first, await refund());
    const types = (await florin.sql('select type from event order by seq')).map(({ type }) => type);
    assert.deepEqual(types, ['payment.succeeded', 'refund.created', 'refund.succeeded']);
  });

  it('of a refund that the channel did not answer, without a key too', async () => {
    await open({ authorize: () => approved, refund: () => Promise.reject(new Error('connection reset')) });
    const paid = (await ask('/pay', body(), 'p')).body;
    const { body: refund } = await florin.call('POST', '/v1/refunds', { payment: paid.id });
    assert.deepEqual([refund.object, refund.status], ['refund', 'pending']);
  });

  for (const [answer, capture_method] of [
    [pending, 'automatic'],
    [approved, 'manual'],
  ] as const) {
    it(`of a payment that was canceled while it was made: ${answer.kind}, ${capture_method}`, async () => {
      const held = Promise.withResolvers<ChannelAnswer>();
      await open({ authorize: () => held.promise, void: () => approved, reverse: () => pending });
      const create = () => ask('/v1/payments', body({ confirm: true, capture_method }), 'k');
      const first = create();
      while ((await attempts('authorize')).length === 0);
      const [payment] = await florin.sql('select id from payment');
      const id = idFromUuid('pay', payment?.id as string);
      assert.equal((await florin.call('POST', `/v1/payments/${id}/cancel`, {})).body.status, 'canceling');
      held.resolve(answer);
      const heard = await first;
      assert.deepEqual([heard.status, heard.body.status], [200, 'canceling']);
      same(heard, await create());
      await turnOf(florin.scheduler);
      same(heard, await create());
    });
  }

  for (const answer of [{ ...approved, received: 1000n }, declined]) {
    it(`of a transfer that came in part while it was canceled and made: ${answer.kind}`, async () => {
      const held = Promise.withResolvers<ChannelAnswer>();
      await open({ authorize: () => held.promise, reverse: () => pending });
      const create = () => ask('/v1/payments', body({ confirm: true, payment_method: 'bank_transfer' }), 'k');
      const first = create();
      while ((await attempts('authorize')).length === 0);
      const [payment] = await florin.sql('select id from payment');
      const id = idFromUuid('pay', payment?.id as string);
      await florin.call('POST', `/v1/payments/${id}/cancel`, {});
      const action = { type: 'redirect', url: 'https://bank.example' } as const;
      await tell('authorize', { kind: 'action', action, received: 300n });
      held.resolve(answer);
      const heard = await first;
      assert.equal(heard.body.status, answer.kind === 'approved' ? 'succeeded' : 'canceled');
      same(heard, await create());
    });
  }
});
