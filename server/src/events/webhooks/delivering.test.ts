import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { uuidOf } from '../../kernel/ids.ts';
import { openTestPlatform, type TestPlatform, untilAnswered } from '../../testing.ts';
import { openReceiver, type TestReceiver, until } from '../testing.ts';

/** No receiver that answers is too slow for the timeout, however busy the machine is: what it took is not sent again. */
const options = {
  webhooks: {
    leaseMs: 400,
    timeoutMs: 60_000,
    random: () => 0.5,
    schedule: { firstDelayMs: 50, delayMsMax: 100, giveUpAfterMs: 600_000 },
  },
};

describe('a webhook', () => {
  let florin: TestPlatform;
  let receivers: TestReceiver[] = [];
  before(async () => {
    florin = await openTestPlatform(options);
  });
  afterEach(async () => {
    mock.restoreAll();
    const { data } = (await florin.call('GET', '/v1/webhook_endpoints')).body;
    for (const { id } of data) await florin.call('DELETE', `/v1/webhook_endpoints/${id}`);
    for (const receiver of receivers) await receiver.close();
    receivers = [];
  });
  after(() => florin.close());

  const receive = async (...parameters: Parameters<typeof openReceiver>) => {
    const receiver = await openReceiver(...parameters);
    receivers.push(receiver);
    return receiver;
  };
  const create = async (url: string, events = ['*']) =>
    (await florin.call('POST', '/v1/webhook_endpoints', { url, events })).body;
  let orders = 0;
  const pay = async (rest: object = {}) => {
    const body = { order_id: `order-${++orders}`, amount: 100, currency: 'USD', ...rest };
    const answer = (await untilAnswered((key) => florin.call('POST', '/pay', body, key))).body;
    return answer.payment ?? answer;
  };
  const deliveries = async (id: string, query = '') =>
    (await florin.call('GET', `/v1/webhook_endpoints/${id}/deliveries?limit=100${query}`)).body.data;

  /** Has the first query of that name come to something else. Answers how many there were by now. */
  const failOnce = (name: string, instead: (query: () => Promise<unknown>) => Promise<unknown>) => {
    let calls = 0;
    const { query } = pg.Pool.prototype;
    mock.method(pg.Pool.prototype, 'query', function (this: pg.Pool, ...given: unknown[]) {
      const asked = () => Reflect.apply(query, this, given);
      return (given[0] as { name?: string }).name === name && calls++ === 0 ? instead(asked) : asked();
    });
    return () => calls;
  };

  it('tells of what happens, signed as Standard Webhooks says', async () => {
    const receiver = await receive();
    const endpoint = await create(receiver.url, ['payment.succeeded']);
    await pay({ payment_method: 'tok_insufficient_funds' });
    const payment = await pay();
    const [one] = await until(() => receiver.received.length > 0 && receiver.received);
    assert.ok(one);
    const verified = new Webhook(endpoint.secret).verify(one.body, one.headers);
    assert.deepEqual(Object.keys(verified as object), ['id', 'type', 'timestamp', 'data']);
    assert.equal(one.event.type, 'payment.succeeded');
    assert.deepEqual(one.event.data, payment);
    assert.equal(one.headers['webhook-id'], one.event.id);
    assert.equal(one.headers['content-type'], 'application/json');
    const event = (await florin.call('GET', `/v1/events/${one.event.id}`)).body;
    assert.deepEqual([event.data, event.timestamp], [payment, one.event.timestamp]);
    const [logged] = await until(async () => {
      const found = await deliveries(endpoint.id);
      return found.length > 0 && found;
    });
    assert.deepEqual(
      [logged.event, logged.status, logged.http_status, logged.attempt, logged.next_attempt_at],
      [one.event.id, 'succeeded', 204, 1, null],
    );
    assert.ok(logged.duration_ms >= 0);
  });

  it('tells only of what happens after its endpoint was made, every event once, on few connections', async () => {
    const receiver = await receive();
    await pay();
    await create(receiver.url);
    const paid = await Promise.all(Array.from({ length: 200 }, () => pay()));
    await until(() => receiver.received.length >= 200);
    assert.deepEqual(
      receiver.received.map(({ event }) => event.data.id).sort(),
      paid.map(({ id }) => id).sort(),
    );
    assert.ok(receiver.connections() <= 16, `${receiver.connections()} connections`);
  });

  it('is sent once although its lease ran out on the way, where nobody else took it', async () => {
    const held: (() => void)[] = [];
    const receiver = await receive((response) => held.push(() => response.writeHead(204).end()));
    const endpoint = await create(receiver.url);
    await pay();
    await until(() => receiver.received.length > 0);
    // As if this process had been too slow to renew it, which is at every other look.
    for (let times = 0; times < 8; times++) {
      await florin.sql("update webhook_endpoint set lease_until = now() - interval '1 s'");
      await until(
        async () => (await florin.sql('select from webhook_endpoint where lease_until > now()')).length,
      );
    }
    for (const answer of held) answer();
    await until(async () => (await deliveries(endpoint.id)).length > 0);
    assert.equal(receiver.received.length, 1);
  });

  it('is sent again under the same id until it is taken', async () => {
    let calls = 0;
    const receiver = await receive((response) => response.writeHead(++calls < 3 ? 500 : 200).end('so\0so'));
    const endpoint = await create(receiver.url);
    await pay();
    await until(() => receiver.received.length === 3);
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1);
    for (const { body, headers } of receiver.received) new Webhook(endpoint.secret).verify(body, headers);
    const tries = await until(async () => {
      const found = await deliveries(endpoint.id);
      return found.length === 3 && found;
    });
    assert.deepEqual(
      tries.map((one: Record<string, unknown>) => [one.attempt, one.status, one.http_status, one.answer]),
      [
        [3, 'succeeded', 200, 'so\ufffdso'],
        [2, 'failed', 500, 'so\ufffdso'],
        [1, 'failed', 500, 'so\ufffdso'],
      ],
    );
    assert.ok(tries[2].next_attempt_at > tries[2].attempted_at);
    assert.equal((await deliveries(endpoint.id, '&status=failed')).length, 2);
    await until(async () => (await florin.sql('select from webhook_retry')).length === 0);
  });

  it('is sent again although the database failed when that was to be read', async () => {
    let calls = 0;
    const receiver = await receive((response) => response.writeHead(++calls < 2 ? 500 : 200).end());
    await create(receiver.url);
    const failing = failOnce('events by number', () => Promise.reject(new Error('the database fails')));
    await pay();
    await until(() => receiver.received.length === 2);
    assert.ok(failing() >= 2);
  });

  it('is sent again although the database’s answer was lost when its failure had been saved', async () => {
    let calls = 0;
    const receiver = await receive((response) => response.writeHead(++calls < 2 ? 500 : 200).end());
    const { id } = await create(receiver.url);
    const failing = failOnce('save deliveries', async (query) => {
      await query();
      throw new Error('the connection broke behind the commit');
    });
    await pay();
    await until(() => receiver.received.length === 2);
    await until(async () => (await deliveries(id)).length === 2);
    assert.ok(failing() >= 2);
  });

  it('is signed with the old secrets too for a day after each was changed', async () => {
    const receiver = await receive();
    const endpoint = await create(receiver.url);
    const rotate = async () =>
      (await florin.call('POST', `/v1/webhook_endpoints/${endpoint.id}/rotate_secret`, {})).body.secret;
    const secrets = [endpoint.secret, await rotate(), await rotate()];
    const signed = async (signatures: number) => {
      await until(async () => {
        await pay();
        return receiver.received.at(-1)?.headers['webhook-signature']?.split(' ').length === signatures;
      });
      return receiver.received.at(-1) as TestReceiver['received'][0];
    };
    const { body, headers } = await signed(3);
    for (const one of secrets) new Webhook(one).verify(body, headers);
    // A day after the first change, and not yet after the second.
    await florin.sql(
      "update webhook_endpoint set secrets_before_until[2] = now() - interval '1 s' where id = $1",
      [uuidOf(endpoint.id)],
    );
    const later = await signed(2);
    for (const one of secrets.slice(1)) new Webhook(one).verify(later.body, later.headers);
    assert.throws(() => new Webhook(endpoint.secret).verify(later.body, later.headers));
  });

  it('goes to the new address after a change', async () => {
    const [before, behind] = [await receive(), await receive()];
    const endpoint = await create(before.url);
    await pay();
    await until(() => before.received.length === 1);
    await florin.call('POST', `/v1/webhook_endpoints/${endpoint.id}`, { url: behind.url });
    await until(async () => {
      await pay();
      return behind.received.length > 0;
    });
  });

  it('is sent again on request: one event, or all since an event or a time', async () => {
    const receiver = await receive();
    const endpoint = await create(receiver.url);
    const replay = (body: object) => florin.call('POST', `/v1/webhook_endpoints/${endpoint.id}/replay`, body);
    for (let n = 0; n < 3; n++) await pay();
    await until(() => receiver.received.length === 3);
    const ids = receiver.received.map(({ event }) => event.id).sort();
    assert.equal((await replay({ event: ids[1] })).status, 202);
    await until(() => receiver.received.length === 4);
    assert.equal(receiver.received[3]?.event.id, ids[1]);
    const since = await replay({ since: ids[1] });
    assert.equal(since.body.first_event, ids[1]);
    await until(() => receiver.received.length === 6);
    assert.deepEqual(
      receiver.received
        .slice(4)
        .map(({ event }) => event.id)
        .sort(),
      ids.slice(1),
    );
    const { timestamp } = (await florin.call('GET', `/v1/events/${ids[0]}`)).body;
    assert.equal((await replay({ since: timestamp })).body.first_event, ids[0]);
    await until(() => receiver.received.length === 9);
    assert.equal((await replay({ since: '2100-01-01T00:00:00Z' })).body.first_event, null);
  });

  it('is sent again once on request, also when its row was read just before that was saved', async () => {
    let answer = () => {};
    const receiver = await receive((response) => {
      answer = () => response.writeHead(204).end();
      if (receiver.received.length !== 2) answer();
    });
    const { id } = await create(receiver.url);
    await pay();
    await until(async () => (await deliveries(id)).length === 1);
    const saved = Promise.withResolvers<void>();
    let read = false;
    const { query } = pg.Pool.prototype;
    mock.method(pg.Pool.prototype, 'query', async function (this: pg.Pool, ...given: unknown[]) {
      const rows = await Reflect.apply(query, this, given);
      const { name } = given[0] as { name?: string };
      if (name === 'due retries' && receiver.received.length === 2 && !read) {
        read = true;
        answer();
        await saved.promise;
      } else if (name === 'save deliveries' && read && (await deliveries(id)).length === 2)
        setImmediate(saved.resolve);
      return rows;
    });
    const { id: event } = receiver.received[0]?.event ?? {};
    await florin.call('POST', `/v1/webhook_endpoints/${id}/replay`, { event });
    await saved.promise;
    // What is due again goes before what is new.
    await pay();
    await until(() => receiver.received.at(-1)?.event.id !== event);
    assert.equal(receiver.received.length, 3);
  });

  it('waits while its endpoint is disabled, and comes when it is enabled again', async () => {
    const receiver = await receive();
    const endpoint = await create(receiver.url);
    const path = `/v1/webhook_endpoints/${endpoint.id}`;
    await florin.call('POST', path, { status: 'disabled' });
    await until(
      async () => (await florin.sql('select from webhook_endpoint where lease_owner is null')).length,
    );
    await pay();
    await florin.call('POST', path, { status: 'enabled' });
    await until(() => receiver.received.length === 1);
  });

  it('asks a receiver that is down with few events, keeps the rest in the log, and brings all in the end', async () => {
    let up = false;
    const receiver = await receive((response) => response.writeHead(up ? 204 : 503).end());
    const endpoint = await create(receiver.url);
    const paid = await Promise.all(Array.from({ length: 300 }, () => pay()));
    await until(async () => {
      const [row] = await florin.sql('select failures from webhook_endpoint');
      return Number(row?.failures) >= 40;
    });
    const [{ retries } = {}] = await florin.sql('select count(*)::int as retries from webhook_retry');
    assert.ok(Number(retries) < 64, `${retries} retries`);
    assert.notEqual(
      (await florin.call('GET', `/v1/webhook_endpoints/${endpoint.id}`)).body.failing_since,
      null,
    );
    up = true;
    const taken = () => new Set(receiver.received.map(({ event }) => event.data.id));
    await until(() => taken().size === 300);
    assert.deepEqual([...taken()].sort(), paid.map(({ id }) => id).sort());
    await until(
      async () =>
        (await florin.call('GET', `/v1/webhook_endpoints/${endpoint.id}`)).body.failing_since === null,
    );
  });
});

describe('an endpoint that takes nothing for as long as deliveries are tried', () => {
  it('is disabled, and others hear of it', async () => {
    const florin = await openTestPlatform({
      webhooks: { ...options.webhooks, schedule: { firstDelayMs: 20, delayMsMax: 20, giveUpAfterMs: 200 } },
    });
    const failing = await openReceiver((response) => response.writeHead(500).end());
    const listening = await openReceiver();
    const create = async (url: string, events: string[]) =>
      (await florin.call('POST', '/v1/webhook_endpoints', { url, events })).body;
    const { id } = await create(failing.url, ['payment.succeeded']);
    await create(listening.url, ['webhook_endpoint.disabled']);
    await florin.call('POST', '/pay', { order_id: 'a', amount: 1, currency: 'USD' });
    await until(() => listening.received.length === 1);
    const { type, data } = listening.received[0]?.event ?? {};
    assert.deepEqual([type, data.id, data.status], ['webhook_endpoint.disabled', id, 'disabled']);
    assert.equal((await florin.call('GET', `/v1/webhook_endpoints/${id}`)).body.status, 'disabled');
    assert.equal((await florin.call('GET', `/v1/events?object=${id}`)).body.data.length, 1);
    await florin.close();
    await failing.close();
    await listening.close();
  });
});
