import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Channel, ChannelAnswer } from '../channels/index.ts';
import { signed, testChannel } from '../channels/testing.ts';
import { idFromUuid, referenceOf } from '../kernel/ids.ts';
import { openTestPlatform, type TestPlatform, turnOf } from '../testing.ts';
import { verify } from '../verify.ts';

const DAY_S = 86_400;

describe('money that is taken back', () => {
  let florin: TestPlatform;
  let orders = 0;
  afterEach(async () => {
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
    await florin.close();
  });

  const open = async (channel?: Partial<Channel>) => {
    florin = await openTestPlatform(channel === undefined ? {} : { channels: [testChannel(channel)] });
  };
  const create = async (rest: object) => {
    const body = { order_id: `r${++orders}`, amount: 1000, currency: 'USD', confirm: true, ...rest };
    return (await florin.call('POST', '/v1/payments', body)).body;
  };
  const simulate = (id: string, action: string, amount: number) =>
    florin.call('POST', `/v1/sandbox/payments/${id}/simulate`, { action, amount });
  const transferred = async (): Promise<string> => {
    const { id } = await create({ payment_method: 'bank_transfer' });
    assert.equal((await simulate(id, 'bank_receive', 1000)).body.status, 'succeeded');
    return id;
  };
  const get = async (path: string) => (await florin.call('GET', path)).body;
  const balance = async () => {
    const [row] = await florin.sql(
      'select channel_receivable, merchant_pending, merchant_available, platform_fees_payable from balance',
    );
    return Object.values(row ?? {}).map(Number);
  };

  it('after a payment has succeeded is a reversal, told by an event, and leaves the payment what it is', async () => {
    await open();
    const id = await transferred();
    const { status, body } = await simulate(id, 'bank_recall', 400);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.status, body.amount_captured, body.amount_reversed, body.amount_refundable],
      ['succeeded', 1000, 400, 600],
    );
    const { data } = await get(`/v1/reversals?payment=${id}`);
    const [reversal] = data;
    assert.deepEqual(reversal, {
      id: reversal.id,
      object: 'reversal',
      payment: id,
      amount: 400,
      currency: 'USD',
      created_at: reversal.created_at,
    });
    assert.deepEqual(await get(`/v1/reversals/${reversal.id}`), reversal);
    const events = await get(`/v1/events?object=${reversal.id}`);
    assert.deepEqual(
      events.data.map((event: { type: string; data: object }) => [event.type, event.data]),
      [['reversal.created', reversal]],
    );
  });

  it('comes out of what was pending first, then out of what is available', async () => {
    await open();
    const [pending, released] = [await transferred(), await transferred()];
    assert.deepEqual(await balance(), [2000, 1882, 0, 118]);
    // The fee is not given back: 941 of the payment was pending.
    await simulate(pending, 'bank_recall', 1000);
    assert.deepEqual(await balance(), [1000, 941, -59, 118]);
    await florin.call('POST', '/v1/sandbox/clock', { advance_seconds: 3 * DAY_S });
    assert.deepEqual(await balance(), [1000, 0, 882, 118]);
    await simulate(released, 'bank_recall', 1000);
    assert.deepEqual(await balance(), [0, 0, -118, 118]);
  });

  it('is refused by no limit, which refunds are still held to', async () => {
    await open();
    await florin.sql('update account set negative_limit = 0');
    await florin.sql('update identity_revision set revision = revision + 1');
    const [gone, other] = [await transferred(), await transferred()];
    await simulate(gone, 'bank_recall', 1000);
    assert.deepEqual(await balance(), [1000, 941, -59, 118]);
    const { body } = await florin.call('POST', '/v1/refunds', { payment: other, amount: 1000 });
    assert.equal(body.code, 'balance_insufficient');
  });

  it('cannot be refunded any more', async () => {
    await open();
    const id = await transferred();
    await simulate(id, 'bank_recall', 400);
    const refused = await florin.call('POST', '/v1/refunds', { payment: id, amount: 601 });
    assert.deepEqual([refused.body.code, refused.body.amount_refundable], ['refund_exceeds_captured', 600]);
    assert.equal((await florin.call('POST', '/v1/refunds', { payment: id })).body.amount, 600);
    const none = await florin.call('POST', '/v1/refunds', { payment: id });
    assert.deepEqual([none.body.code, none.body.amount_refundable], ['refund_exceeds_captured', 0]);
  });

  it('may have been refunded before: a bank recalls all the same', async () => {
    await open();
    const id = await transferred();
    await florin.call('POST', '/v1/refunds', { payment: id });
    const { body } = await simulate(id, 'bank_recall', 1000);
    assert.deepEqual([body.amount_refunded, body.amount_reversed, body.amount_refundable], [1000, 1000, 0]);
    assert.equal((await simulate(id, 'bank_recall', 1)).body.code, 'invalid_transition');
  });

  it('is booked once, in whatever order and however often it is told', async () => {
    await open();
    const id = await transferred();
    for (const amount of [100, 200, 300]) await simulate(id, 'bank_recall', amount);
    for (let times = 0; times < 3; times++) {
      await florin.sql(
        `insert into channel_inbox_open select account_id, channel, event_id, 0, now() from channel_inbox
         order by event_id desc on conflict do nothing`,
      );
      await turnOf(florin.inbox);
    }
    assert.equal((await get(`/v1/payments/${id}`)).amount_reversed, 600);
    const { data } = await get('/v1/reversals');
    assert.deepEqual(
      data.map(({ amount }: { amount: number }) => amount),
      [300, 200, 100],
    );
  });

  /** The reference of the attempt, under which the channel knows the money. */
  async function referenceOfKind(kind: string): Promise<string> {
    const [row] = await florin.sql('select id from attempt where kind = $1', [kind]);
    return referenceOf(idFromUuid('att', row?.id as string));
  }
  let told = 0;
  async function tell(reference: string, answer: ChannelAnswer): Promise<void> {
    const { payload, headers } = signed({
      event: `e${++told}`,
      account: florin.account as never,
      reference,
      answer,
    });
    const url = `/channels/sandbox/${florin.account}/notify`;
    assert.equal((await florin.app.inject({ method: 'POST', url, payload, headers })).statusCode, 204);
    for (;;) {
      await turnOf(florin.inbox);
      if ((await florin.sql('select from channel_inbox_open')).length === 0) return;
    }
  }
  const approved: ChannelAnswer = { kind: 'approved', amount: 1000n };
  const recalled: ChannelAnswer = { ...approved, takenBack: 1000n };

  it('counts for nothing when the channel, asked, does not say so', async () => {
    await open({ authorize: () => approved, query: () => approved });
    const { id } = await create({ payment_method: 'tok_visa' });
    await tell(await referenceOfKind('authorize'), recalled);
    assert.equal((await get(`/v1/payments/${id}`)).amount_reversed, 0);
  });

  it('is told of the capture where that is what took the money', async () => {
    await open({ authorize: () => approved, capture: () => approved, query: () => recalled });
    const { id } = await create({ payment_method: 'tok_visa', capture_method: 'manual' });
    await florin.call('POST', `/v1/payments/${id}/capture`, {});
    await tell(await referenceOfKind('authorize'), recalled);
    assert.equal((await get(`/v1/payments/${id}`)).amount_reversed, 0);
    await tell(await referenceOfKind('capture'), recalled);
    assert.equal((await get(`/v1/payments/${id}`)).amount_reversed, 1000);
  });

  it('is nothing of a capture that was declined, whatever the channel says later', async () => {
    const answers: ChannelAnswer[] = [
      { kind: 'declined', decline: 'processing_error' },
      { kind: 'approved', amount: 400n },
    ];
    const capture = () => answers.shift() as ChannelAnswer;
    await open({ authorize: () => approved, capture, query: () => recalled });
    const { id } = await create({ payment_method: 'tok_visa', capture_method: 'manual' });
    await florin.call('POST', `/v1/payments/${id}/capture`, {});
    const first = await referenceOfKind('capture');
    const { body } = await florin.call('POST', `/v1/payments/${id}/capture`, { amount: 400 });
    assert.equal(body.status, 'succeeded');
    await tell(first, recalled);
    assert.equal((await get(`/v1/payments/${id}`)).amount_reversed, 0);
  });

  it('is booked with the approval, where that tells of it, and the channel need not be asked', async () => {
    let asked = 0;
    const query = () => {
      asked++;
      return recalled;
    };
    await open({ authorize: () => ({ kind: 'pending' }), query });
    const { id } = await create({ payment_method: 'tok_visa' });
    await tell(await referenceOfKind('authorize'), recalled);
    const { status, amount_captured, amount_reversed } = await get(`/v1/payments/${id}`);
    assert.deepEqual([status, amount_captured, amount_reversed, asked], ['succeeded', 1000, 1000, 0]);
    const types = await florin.sql('select type from event order by seq');
    assert.deepEqual(
      types.map(({ type }) => type),
      ['payment.processing', 'payment.succeeded', 'reversal.created'],
    );
  });

  it('is not sent back once more where it had come late', async () => {
    await open({
      authorize: () => ({ kind: 'declined', decline: 'card_declined' }),
      query: () => ({ ...approved, takenBack: 600n }),
      refund: ({ money }) => ({ kind: 'approved', amount: money.amount }),
    });
    const { id } = await create({ payment_method: 'tok_visa' });
    await tell(await referenceOfKind('authorize'), recalled);
    for (;;) {
      await turnOf(florin.scheduler);
      if ((await get(`/v1/payments/${id}`)).amount_returned > 0) break;
    }
    const { status, amount_received, amount_reversed, amount_returned } = await get(`/v1/payments/${id}`);
    assert.deepEqual([status, amount_received, amount_reversed, amount_returned], ['failed', 1000, 600, 400]);
    assert.deepEqual(await balance(), [0, 0, 0, 0]);
  });

  it('is lost to the merchant where it had come late and has been sent back already', async () => {
    const said: { answer: ChannelAnswer } = { answer: approved };
    await open({
      authorize: () => ({ kind: 'declined', decline: 'card_declined' }),
      query: () => said.answer,
      refund: ({ money }) => ({ kind: 'approved', amount: money.amount }),
    });
    const { id } = await create({ payment_method: 'tok_visa' });
    const reference = await referenceOfKind('authorize');
    await tell(reference, approved);
    for (;;) {
      await turnOf(florin.scheduler);
      if ((await get(`/v1/payments/${id}`)).amount_returned === 1000) break;
    }
    said.answer = recalled;
    await tell(reference, recalled);
    assert.equal((await get(`/v1/payments/${id}`)).amount_reversed, 1000);
    assert.deepEqual(await balance(), [-1000, 0, -1000, 0]);
  });

  it('while it was being sent back is made good when that does not go through', async () => {
    const said: { refund: ChannelAnswer; query: ChannelAnswer } = {
      refund: { kind: 'pending' },
      query: approved,
    };
    await open({
      authorize: () => ({ kind: 'declined', decline: 'card_declined' }),
      query: ({ kind }) => (kind === 'authorize' ? said.query : said.refund),
      refund: () => said.refund,
    });
    const { id } = await create({ payment_method: 'tok_visa' });
    const reference = await referenceOfKind('authorize');
    await tell(reference, approved);
    while ((await florin.sql("select from attempt where kind = 'return'")).length === 0)
      await turnOf(florin.scheduler);
    said.query = { ...approved, takenBack: 600n };
    await tell(reference, said.query);
    assert.deepEqual(await balance(), [400, 0, -600, 0]);
    said.refund = { kind: 'declined', decline: 'processing_error' };
    await tell(await referenceOfKind('return'), said.refund);
    assert.deepEqual(await balance(), [400, 0, 0, 0]);
    const { amount_unapplied, amount_reversed, amount_returned } = await get(`/v1/payments/${id}`);
    assert.deepEqual([amount_unapplied, amount_reversed, amount_returned], [400, 600, 0]);
  });

  it('does not change what a key repeats, also where the channel’s notification came first', async () => {
    const held = Promise.withResolvers<void>();
    await open({
      authorize: async () => {
        await held.promise;
        return recalled;
      },
      query: () => recalled,
    });
    const body = { order_id: 'kept', amount: 1000, currency: 'USD', payment_method: 'tok_visa' };
    const pay = () => florin.call('POST', '/pay', body, { 'idempotency-key': 'kept' });
    const first = pay();
    while ((await florin.sql('select from attempt')).length === 0);
    await tell(await referenceOfKind('authorize'), approved);
    await tell(await referenceOfKind('authorize'), recalled);
    held.resolve();
    const answer = await first;
    assert.equal(answer.status, 200);
    assert.equal((await get(`/v1/payments/${answer.body.id}`)).amount_reversed, 1000);
    assert.deepEqual((await pay()).body, answer.body);
  });
});
