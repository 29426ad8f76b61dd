import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openLog, openPlatform } from '../platform.ts';
import { seedSandbox } from '../sandbox-merchant.ts';
import { openTestPlatform, type TestPlatform, untilAnswered } from '../testing.ts';

describe('the event log', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  const pay = (order: string, rest: object = {}) =>
    florin.call('POST', '/pay', { order_id: order, amount: 100, currency: 'USD', ...rest });

  it('shows what happened, the newest first, by type and by object', async () => {
    const paid = await pay('a');
    const declined = (await pay('b', { payment_method: 'tok_insufficient_funds' })).body.payment;
    const { body } = await florin.call('GET', '/v1/events');
    assert.deepEqual(
      body.data.map((event: { type: string; data: { id: string } }) => [event.type, event.data.id]),
      [
        ['payment.failed', declined.id],
        ['payment.succeeded', paid.body.id],
      ],
    );
    const [newest, oldest] = body.data;
    assert.deepEqual(oldest.data, paid.body);
    assert.equal(oldest.object, 'event');
    assert.match(oldest.timestamp, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual((await florin.call('GET', `/v1/events/${oldest.id}`)).body, oldest);
    assert.deepEqual((await florin.call('GET', '/v1/events?type=payment.failed')).body.data, [newest]);
    assert.deepEqual((await florin.call('GET', `/v1/events?object=${paid.body.id}`)).body.data, [oldest]);
  });

  it('is read by pages, both ways', async () => {
    for (let n = 0; n < 5; n++) await pay(`page-${n}`);
    const all = (await florin.call('GET', '/v1/events?limit=100')).body.data.map(
      (event: { id: string }) => event.id,
    );
    const page = async (query: string) => {
      const { body } = await florin.call('GET', `/v1/events?${query}`);
      return [body.data.map((event: { id: string }) => event.id), body.has_more];
    };
    assert.deepEqual(await page('limit=2'), [all.slice(0, 2), true]);
    assert.deepEqual(await page(`limit=2&after=${all[1]}`), [all.slice(2, 4), true]);
    assert.deepEqual(await page(`limit=2&before=${all[3]}`), [all.slice(1, 3), true]);
    assert.deepEqual(await page(`limit=5&before=${all[2]}`), [all.slice(0, 2), false]);
    assert.deepEqual(await page(`after=${all.at(-1)}`), [[], false]);
  });

  it('refuses what no list takes', async () => {
    for (const [query, code] of [
      ['limit=0', 'invalid_request'],
      ['limit=101', 'invalid_request'],
      ['after=evt_x', 'invalid_request'],
      ['object=nonsense', 'invalid_request'],
      ['type=payment.paid', 'event_type_unknown'],
    ]) {
      const { status, body } = await florin.call('GET', `/v1/events?${query}`);
      assert.deepEqual([status, body.code], [400, code], query);
    }
    assert.equal((await florin.call('GET', '/v1/events/evt_01h455vb4pex5vsknk084sn02q')).status, 404);
    const publishable = { authorization: `Bearer ${florin.publishableKey}` };
    assert.equal((await florin.call('GET', '/v1/events', undefined, publishable)).status, 403);
  });

  it('is another account’s own', async () => {
    const { body } = await pay('mine');
    const event = (await florin.call('GET', `/v1/events?object=${body.id}`)).body.data[0];
    const other = await seedSandbox(florin.databaseUrl, florin.keys, null);
    const stranger = { authorization: `Bearer ${other.secret_key}` };
    assert.equal((await florin.call('GET', `/v1/events/${event.id}`, undefined, stranger)).status, 404);
    assert.deepEqual((await florin.call('GET', '/v1/events', undefined, stranger)).body.data, []);
  });

  it('has no gap and no number twice when two processes write at once', async () => {
    const second = openPlatform({
      databaseUrl: florin.databaseUrl,
      publicUrl: 'http://127.0.0.1:4242',
      keys: florin.keys,
      log: openLog('silent'),
      sendWithinMs: 10_000,
      recoverAfterMs: 60_000,
      webhookPrivate: true,
    });
    const paid = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        untilAnswered((key) =>
          (n % 2 === 0 ? florin : second).app.inject({
            method: 'POST',
            url: '/pay',
            headers: {
              authorization: `Bearer ${florin.secretKey}`,
              'content-type': 'application/json',
              ...key,
            },
            payload: JSON.stringify({ order_id: `both-${n}`, amount: 1, currency: 'USD' }),
          }),
        ),
      ),
    );
    await second.stop();
    assert.ok(paid.every(({ statusCode }) => statusCode === 200));
    const [row] = await florin.sql(
      `select count(*)::int as events, min(seq)::int as first, max(seq)::int as last, max(h.event_seq)::int as head
       from event join account_head h using (account_id) where account_id = (select account_id from event limit 1)`,
    );
    assert.deepEqual([row?.first, row?.last, row?.head], [1, row?.events, row?.events]);
  });
});
