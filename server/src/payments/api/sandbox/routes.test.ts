import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../../testing.ts';
import { verify } from '../../../verify.ts';

const DAY_MS = 86_400_000;

describe('the sandbox at the developer’s word', () => {
  let florin: TestPlatform;
  let orders = 0;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(async () => {
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
    await florin.close();
  });

  const create = async (rest: object) => {
    const answer = await florin.call('POST', '/v1/payments', {
      order_id: `word-${++orders}`,
      amount: 1000,
      currency: 'USD',
      ...rest,
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const paying = (payment_method: string, rest: object = {}) =>
    create({ payment_method, confirm: true, ...rest });
  const get = async (id: string) => (await florin.call('GET', `/v1/payments/${id}`)).body;
  const advance = (advance_seconds: unknown) => florin.call('POST', '/v1/sandbox/clock', { advance_seconds });
  const simulate = (id: string, body: object) =>
    florin.call('POST', `/v1/sandbox/payments/${id}/simulate`, body);

  it('lets time pass: what falls due on the way happens at its own moment, in order', async () => {
    const [held, short, made, paid] = [
      await paying('tok_visa', { capture_method: 'manual' }),
      await paying('bank_transfer'),
      await create({}),
      await paying('tok_visa'),
    ];
    await simulate(short.id, { action: 'bank_receive', amount: 300 });
    const before = Date.now();
    const { status, body } = await advance(10 * 86_400);
    assert.equal(status, 200);
    assert.ok(Date.parse(body.now) >= before + 10 * DAY_MS);
    const ends = await florin.sql(
      `select type, payload::json->>'id' as id, (extract(epoch from at) * 1000)::float8 as at from event
       where type in ('payment.expired', 'payment.funds_returned') order by seq`,
    );
    const days = ends.map(({ type, id, at }) => [
      type,
      id,
      Math.floor(((at as number) - before + 60_000) / DAY_MS),
    ]);
    assert.deepEqual(days, [
      ['payment.expired', made.id, 1],
      ['payment.expired', held.id, 7],
      ['payment.expired', short.id, 7],
      ['payment.funds_returned', short.id, 7],
    ]);
    const [release] = await florin.sql(
      `select (extract(epoch from t.at) * 1000)::float8 as at from transfer t join book b on b.book = t.credit
       where b.name = 'merchant_available'`,
    );
    assert.equal(Math.floor(((release?.at as number) - before + 60_000) / DAY_MS), 2);
    assert.equal((await get(paid.id)).status, 'succeeded');
    assert.equal((await get(short.id)).amount_returned, 300);
  });

  it('gives a wallet’s payer the quarter of an hour that its code is good for', async () => {
    const { id, next_action: action, expires_at } = await paying('wallet');
    const codeMs = Date.parse(action.expires_at) - Date.now();
    assert.ok(codeMs > 14 * 60_000 && codeMs <= 15 * 60_000, String(codeMs));
    const { now } = (await advance(0)).body;
    const waitsMs = Date.parse(expires_at) - Date.parse(now);
    assert.ok(waitsMs > 14 * 60_000 && waitsMs <= 15 * 60_000, String(waitsMs));
    await advance(14 * 60);
    assert.equal((await get(id)).status, 'requires_action');
    await advance(60);
    // The background may have taken it up first, and is asking the channel to close it.
    while ((await get(id)).status === 'canceling') await florin.scheduler.run();
    const { status, next_action } = await get(id);
    assert.deepEqual([status, next_action], ['expired', null]);
    assert.equal((await simulate(id, { action: 'wallet_pay' })).body.code, 'invalid_transition');
  });

  it('never lets time go back, nor further than a year at once', async () => {
    for (const seconds of [-1, 1.5, '60', 31_622_401, undefined])
      assert.equal((await advance(seconds)).status, 400, String(seconds));
    const [one, other] = [await advance(0), await advance(0)];
    assert.ok(one.body.now <= other.body.now);
  });

  it('does what payers and banks do, and says what can be done', async () => {
    const { id } = await paying('bank_transfer');
    const charge = (await florin.call('GET', `/v1/sandbox/payments/${id}`)).body;
    assert.deepEqual([charge.state, charge.actions], ['open', ['bank_receive']]);
    const { status, body } = await simulate(id, { action: 'bank_receive', amount: 1000 });
    assert.deepEqual([status, body.status, body.amount_remaining], [200, 'succeeded', 0]);
    assert.deepEqual(await get(id), body);
    const paid = (await florin.call('GET', `/v1/sandbox/payments/${id}`)).body;
    assert.deepEqual([paid.state, paid.actions], ['approved', ['bank_receive', 'bank_recall']]);
  });

  it('refuses what cannot be done, and what is not there', async () => {
    const wallet = await paying('wallet');
    const refused = await simulate(wallet.id, { action: 'complete_challenge' });
    assert.deepEqual([refused.status, refused.body.code], [409, 'invalid_transition']);
    assert.equal((await simulate(wallet.id, { action: 'wallet_pay', amount: 5 })).body.field, 'amount');
    assert.equal((await simulate(wallet.id, { action: 'bank_receive' })).body.field, 'amount');
    assert.equal((await simulate(wallet.id, { action: 'end' })).status, 400);
    await simulate(wallet.id, { action: 'wallet_pay' });
    assert.equal((await simulate(wallet.id, { action: 'wallet_refuse' })).body.code, 'invalid_transition');
    const card = await paying('tok_visa');
    assert.equal((await simulate(card.id, { action: 'wallet_pay' })).status, 404);
    assert.equal((await simulate('pay_nobody', { action: 'wallet_pay' })).status, 404);
    const manual = await florin.call('POST', '/v1/payments', {
      order_id: 'manual',
      amount: 1000,
      currency: 'USD',
      payment_method: { type: 'bank_transfer' },
      capture_method: 'manual',
      confirm: true,
    });
    assert.deepEqual([manual.status, manual.body.code], [400, 'capture_method_unsupported']);
    assert.equal((await florin.sql("select from payment where order_id = 'manual'")).length, 0);
  });

  it('authorizes a wallet to be captured later, and knows each method by its type', async () => {
    const { id } = await paying('wallet', { payment_method: { type: 'wallet' }, capture_method: 'manual' });
    assert.equal((await simulate(id, { action: 'wallet_pay' })).body.status, 'authorized');
    const { body } = await florin.call('POST', `/v1/payments/${id}/capture`, { amount: 400 });
    assert.deepEqual(
      [body.status, body.amount_captured, body.payment_method],
      ['succeeded', 400, { type: 'wallet', token: 'wallet' }],
    );
  });

  const keyed = (path: string, body: object, key: string) =>
    florin.call('POST', path, body, { 'idempotency-key': key });

  it('does once what is asked with a key, and a repeat gets the first answer', async () => {
    const { id } = await paying('bank_transfer');
    const path = `/v1/sandbox/payments/${id}/simulate`;
    const receive = { action: 'bank_receive', amount: 300 };
    const [first, same] = await Promise.all([keyed(path, receive, 'one'), keyed(path, receive, 'one')]);
    assert.deepEqual([first.status, first.body.amount_received], [200, 300]);
    assert.deepEqual([same.status, same.body], [200, first.body]);
    assert.equal((await keyed(path, receive, 'other')).body.amount_received, 600);
    assert.deepEqual((await keyed(path, receive, 'one')).body, first.body);
    const reused = await keyed(path, { ...receive, amount: 400 }, 'one');
    assert.equal(reused.body.code, 'idempotency_key_reused');
    assert.equal((await get(id)).amount_received, 600);
    const wallet = await paying('wallet');
    const pay = () => keyed(`/v1/sandbox/payments/${wallet.id}/simulate`, { action: 'wallet_pay' }, 'wallet');
    assert.deepEqual((await pay()).body, (await pay()).body);
  });

  it('lets time pass once for a key', async () => {
    const hour = () => keyed('/v1/sandbox/clock', { advance_seconds: 3600 }, 'hour');
    const [first, same] = await Promise.all([hour(), hour()]);
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.deepEqual(same.body, first.body);
    assert.deepEqual((await hour()).body, first.body);
    const now = Date.parse((await advance(0)).body.now);
    assert.ok(now - Date.parse(first.body.now) < 1_800_000);
  });

  it('finishes with the next request of the same key what broke off half way', async () => {
    const { id } = await paying('bank_transfer');
    const receive = () =>
      keyed(`/v1/sandbox/payments/${id}/simulate`, { action: 'bank_receive', amount: 300 }, 'broken off');
    const breaking = async () => {
      throw new Error('the process died');
    };
    mock.method(florin.inbox, 'applyEntered', breaking, { times: 1 });
    assert.equal((await receive()).status, 500);
    const received = await receive();
    assert.deepEqual([received.status, received.body.amount_received], [200, 300]);
    assert.deepEqual((await receive()).body, received.body);

    const day = () => keyed('/v1/sandbox/clock', { advance_seconds: 86_400 }, 'broken off day');
    const before = Date.parse((await advance(0)).body.now);
    mock.method(florin.scheduler, 'advanceTo', breaking, { times: 1 });
    assert.equal((await day()).status, 500);
    const passed = Date.parse((await day()).body.now) - before;
    assert.ok(passed >= DAY_MS && passed < DAY_MS + 1_800_000, String(passed));
  });

  it('is nothing for an account in which money is real', async () => {
    const { id } = await paying('wallet');
    await florin.sql("update account set environment = 'live'");
    await florin.sql('update identity_revision set revision = revision + 1');
    let answer = await advance(0);
    // Every process uses the new setting within a second.
    while (answer.status === 200) answer = await advance(0);
    assert.deepEqual([answer.status, answer.body.code], [403, 'sandbox_only']);
    assert.equal((await simulate(id, { action: 'wallet_pay' })).body.code, 'sandbox_only');
    assert.equal((await florin.call('GET', `/v1/sandbox/payments/${id}`)).body.code, 'sandbox_only');
    // Its clock was moved, as no such account's is.
    await florin.sql("update account set environment = 'sandbox'");
  });
});
