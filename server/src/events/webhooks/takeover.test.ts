import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import pg from 'pg';
import { startServer } from '../../../../test/one-server.ts';
import { systemClock } from '../../kernel/clock.ts';
import { idFromUuid } from '../../kernel/ids.ts';
import { openLog, openPlatform, type Platform, type PlatformOptions } from '../../platform.ts';
import { openTestPlatform, type TestPlatform, untilAnswered } from '../../testing.ts';
import { openReceiver, until } from '../testing.ts';

/** No process is so slow that it loses a lease that it means to keep, and no receiver so slow that it is asked again. */
const webhooks = { leaseMs: 60_000, timeoutMs: 60_000 };

function another(florin: TestPlatform, options: Partial<PlatformOptions> = {}): Platform {
  return openPlatform({
    databaseUrl: florin.databaseUrl,
    publicUrl: 'http://127.0.0.1:4242',
    keys: florin.keys,
    log: openLog('silent'),
    sendWithinMs: 10_000,
    recoverAfterMs: 60_000,
    webhookPrivate: true,
    webhooks,
    ...options,
  });
}

const payThrough = (platform: Platform, secretKey: string, order: string) =>
  untilAnswered((key) =>
    platform.app.inject({
      method: 'POST',
      url: '/pay',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json', ...key },
      payload: JSON.stringify({ order_id: order, amount: 1, currency: 'USD' }),
    }),
  );

const holder = async (florin: TestPlatform) =>
  (await florin.sql('select lease_owner from webhook_endpoint'))[0]?.lease_owner;

describe('two processes that share an endpoint', () => {
  it('deliver through one of them, whichever commits; the other takes over when it stops', async () => {
    const florin = await openTestPlatform({ webhooks });
    const receiver = await openReceiver();
    await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events: ['*'] });
    const first = await until(async () => ((await holder(florin)) as string | null) ?? false);
    const second = another(florin);
    for (let n = 0; n < 20; n++)
      await payThrough(n % 2 === 0 ? florin : second, florin.secretKey, `both-${n}`);
    await until(() => receiver.received.length === 20);
    assert.equal(await holder(florin), first);

    const third = another(florin);
    // The holder goes; requests that it took were answered, and what it had not delivered another one does.
    const { sql, stop } = florin;
    await stop();
    assert.ok((await sql('select lease_owner from webhook_endpoint'))[0]?.lease_owner !== first);
    for (let n = 0; n < 20; n++)
      await payThrough(n % 2 === 0 ? second : third, florin.secretKey, `after-${n}`);
    await until(() => new Set(receiver.received.map(({ event }) => event.id)).size === 40);
    assert.equal(receiver.received.length, 40, 'none came twice, since the first one ended in order');
    await second.stop();
    await third.stop();
    await florin.close();
    await receiver.close();
  });

  it('log attempts behind one another, also when the second one’s clock is an hour behind', async () => {
    const florin = await openTestPlatform({ webhooks });
    const receiver = await openReceiver();
    const { id } = (
      await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events: ['payment.succeeded'] })
    ).body;
    const payThree = async (platform: Platform, name: string) => {
      const before = receiver.received.length;
      for (let n = 0; n < 3; n++) await payThrough(platform, florin.secretKey, `${name}-${n}`);
      await until(() => receiver.received.length === before + 3);
      await platform.stop();
    };
    const behind = { ...systemClock, now: () => Date.now() - 3_600_000 };
    const second = another(florin, { clock: behind });
    const third = another(florin, { clock: behind });
    await payThree(florin, 'first');
    const [{ newest }] = (await florin.sql(
      'select id::text as newest from webhook_delivery order by id desc limit 1',
    )) as [{ newest: string }];
    await payThree(second, 'second');
    const url = `/v1/webhook_endpoints/${id}/deliveries?before=${idFromUuid('whd', newest)}`;
    const headers = { authorization: `Bearer ${florin.secretKey}` };
    const { data } = (await third.app.inject({ url, headers })).json();
    assert.equal(data.length, 3);
    await third.stop();
    await florin.close();
    await receiver.close();
  });

  it('lose nothing when the one that delivers is killed in the middle', async () => {
    const florin = await openTestPlatform({ webhooks });
    // The platform of this test is only the door to the database: it goes before anything is to be delivered.
    await florin.stop();
    let answering = false;
    const receiver = await openReceiver((response) => {
      if (answering) response.writeHead(204).end();
    });
    const server = await startServer(florin);
    const headers = { authorization: `Bearer ${florin.secretKey}`, 'content-type': 'application/json' };
    const post = async (path: string, given: object) => {
      const body = JSON.stringify(given);
      const ask = (key: object) =>
        fetch(server.url + path, { method: 'POST', headers: { ...headers, ...key }, body });
      return (await untilAnswered(ask)).status;
    };
    assert.equal(await post('/v1/webhook_endpoints', { url: receiver.url, events: ['*'] }), 200);
    for (let n = 0; n < 30; n++)
      assert.equal(await post('/pay', { order_id: `${n}`, amount: 1, currency: 'USD' }), 200);
    await until(() => receiver.received.length >= 16);
    await server.remove();
    const begun = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    answering = true;

    // As if the ten seconds of the lease, and those of the deliveries under way, had passed.
    await florin.sql("update webhook_endpoint set lease_until = now() - interval '1 s'");
    await florin.sql("update webhook_retry set due_at = now() - interval '1 s'");
    const already = receiver.received.length;
    const heir = another(florin);
    const again = () => new Set(receiver.received.slice(already).map(({ headers }) => headers['webhook-id']));
    await until(() => again().size === 30);
    for (const id of begun) assert.ok(again().has(id), 'under the same id');
    await heir.stop();
    await florin.close();
    await receiver.close();
  });

  it('notice that a lease was lost, and save nothing under it', async () => {
    const florin = await openTestPlatform({ webhooks });
    const stranger = '00000000-0000-7000-8000-000000000000';
    // As if this process had been frozen, when the event was on its way, until another one took the endpoint.
    const receiver = await openReceiver(async (response) => {
      if (receiver.received.length === 1)
        await florin.sql("update webhook_endpoint set lease_owner = $1, lease_until = 'infinity'", [
          stranger,
        ]);
      response.writeHead(204).end();
      taken = true;
    });
    let taken = false;
    let noticed = false;
    const { query } = pg.Pool.prototype;
    mock.method(pg.Pool.prototype, 'query', async function (this: pg.Pool, ...given: unknown[]) {
      const begunBehind = taken;
      const answer = await Reflect.apply(query, this, given);
      const { name = '' } = given[0] as { name?: string };
      if (['save deliveries', 'held endpoints', 'renew leases'].includes(name)) noticed ||= begunBehind;
      return answer;
    });
    await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events: ['*'] });
    await until(async () => (await holder(florin)) !== null);
    await payThrough(florin, florin.secretKey, 'lost');
    await until(() => noticed);
    mock.restoreAll();
    const saved = () => florin.sql('select from webhook_delivery');
    assert.equal((await saved()).length, 0);
    // The other one is gone as well: the event is delivered again.
    await florin.sql("update webhook_endpoint set lease_until = now() - interval '1 s'");
    await florin.sql("update webhook_retry set due_at = now() - interval '1 s'");
    await until(async () => (await saved()).length > 0);
    assert.deepEqual([receiver.received.length, (await saved()).length], [2, 1]);
    assert.notEqual(await holder(florin), stranger);
    await florin.close();
    await receiver.close();
  });
});
