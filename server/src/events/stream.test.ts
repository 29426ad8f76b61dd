import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { readEventStream } from '../http/testing.ts';
import { openLog, openPlatform, type Platform } from '../platform.ts';
import { seedSandbox } from '../sandbox-merchant.ts';
import { openTestPlatform, type TestPlatform, untilAnswered } from '../testing.ts';
import { until } from './testing.ts';

const streams = { heartbeatMs: 100, stalledMs: 300 };

interface Message {
  readonly id: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly data: any;
}

describe('the event stream', () => {
  let florin: TestPlatform;
  let second: Platform;
  let base: string;
  before(async () => {
    florin = await openTestPlatform({ streams });
    base = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    second = openPlatform({
      databaseUrl: florin.databaseUrl,
      publicUrl: 'http://127.0.0.1:4242',
      keys: florin.keys,
      log: openLog('silent'),
      sendWithinMs: 10_000,
      recoverAfterMs: 60_000,
      webhookPrivate: true,
    });
  });
  after(async () => {
    await second.stop();
    await florin.close();
  });

  let orders = 0;
  const pay = async (platform: Platform = florin, rest: object = {}) => {
    const payload = JSON.stringify({ order_id: `stream-${++orders}`, amount: 1, currency: 'USD', ...rest });
    const answer = await untilAnswered((key) =>
      platform.app.inject({
        method: 'POST',
        url: '/pay',
        headers: { authorization: `Bearer ${florin.secretKey}`, 'content-type': 'application/json', ...key },
        payload,
      }),
    );
    const body = JSON.parse(answer.body);
    return (body.payment ?? body).id as string;
  };

  /** Opens a stream and collects what comes; `ended` settles when the server ends it. */
  const open = async (query = '', headers: Record<string, string> = {}, key = florin.secretKey) => {
    const leaving = new AbortController();
    const response = await fetch(`${base}/v1/events/stream${query}`, {
      headers: { authorization: `Bearer ${key}`, ...headers },
      signal: leaving.signal,
    });
    const messages: Message[] = [];
    const heartbeats: string[] = [];
    let text = '';
    const ended = (async () => {
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        const read = readEventStream(text);
        text = read.rest;
        heartbeats.push(...read.comments.filter((comment) => comment === 'heartbeat'));
        messages.push(...read.events.map(({ id, type, data }) => ({ id, type, data: JSON.parse(data) })));
      }
    })();
    ended.catch(() => {});
    return { response, messages, heartbeats, ended, leave: () => leaving.abort() };
  };

  it('tells of what this process and another one commit, from now on, in order', async () => {
    await pay();
    const stream = await open();
    assert.equal(stream.response.headers.get('content-type'), 'text/event-stream');
    const paid: string[] = [];
    for (let n = 0; n < 10; n++) paid.push(await pay(n % 2 === 0 ? florin : second));
    await until(() => stream.messages.length === 10);
    assert.deepEqual(
      stream.messages.map(({ data }) => data.data.id),
      paid,
    );
    const [one] = stream.messages;
    assert.deepEqual(Object.keys(one?.data), ['id', 'type', 'timestamp', 'data']);
    assert.deepEqual([one?.id, one?.type], [one?.data.id, 'payment.succeeded']);
    await until(() => stream.heartbeats.length > 0);
    stream.leave();
  });

  it('goes on after Last-Event-ID, past more than one page, without a gap', async () => {
    const stream = await open();
    await pay();
    await until(() => stream.messages.length === 1);
    stream.leave();
    const paid = await Promise.all(Array.from({ length: 250 }, () => pay()));
    const resumed = await open('', { 'last-event-id': stream.messages[0]?.id as string });
    await until(() => resumed.messages.length === 250);
    assert.deepEqual(resumed.messages.map(({ data }) => data.data.id).sort(), paid.sort());
    resumed.leave();
    const refused = await open('', { 'last-event-id': 'evt_x' });
    assert.equal(refused.response.status, 400);
  });

  it('tells only of the types that were asked for', async () => {
    const stream = await open('?types=payment.failed,refund.failed');
    await pay();
    const declined = await pay(florin, { payment_method: 'tok_insufficient_funds' });
    await until(() => stream.messages.length > 0);
    assert.deepEqual(
      stream.messages.map(({ data }) => data.data.id),
      [declined],
    );
    stream.leave();
    assert.equal((await open('?types=payment.paid')).response.status, 400);
    assert.equal((await open('', {}, florin.publishableKey)).response.status, 403);
  });

  it('ends within a second or two when its key is revoked', async () => {
    const other = await seedSandbox(florin.databaseUrl, florin.keys, null);
    const stream = await open('', {}, other.secret_key);
    assert.equal(stream.response.status, 200);
    const headers = { authorization: `Bearer ${other.secret_key}` };
    const { body: keys } = await florin.call('GET', '/v1/keys', undefined, headers);
    const { id } = keys.data.find(({ kind }: { kind: string }) => kind === 'secret');
    const revoked = await florin.call('POST', `/v1/keys/${id}/revoke`, { force: true }, headers);
    assert.equal(revoked.status, 200);
    await stream.ended;
  });

  it('cuts off a client that takes nothing', async () => {
    const first = (await florin.call('GET', '/v1/events?limit=100')).body.data.at(-1).id;
    const { port } = new URL(base);
    const connected = once(florin.app.server, 'connection');
    const socket = connect(Number(port), '127.0.0.1');
    const [served] = await connected;
    const description = 'x'.repeat(500);
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, description]));
    // Some megabytes, more than the sockets' own buffers hold.
    for (let n = 0; n < 400; n += 100)
      await Promise.all(Array.from({ length: 100 }, () => pay(florin, { description, metadata })));
    socket.write(
      `GET /v1/events/stream HTTP/1.1\r\nHost: florin\r\nAuthorization: Bearer ${florin.secretKey}\r\nLast-Event-ID: ${first}\r\n\r\n`,
    );
    socket.pause();
    const before = process.memoryUsage().rss;
    await once(served, 'close');
    assert.ok(process.memoryUsage().rss - before < 50_000_000);
    socket.destroy();
  });

  it('ends when the server stops', async () => {
    const third = openPlatform({
      databaseUrl: florin.databaseUrl,
      publicUrl: 'http://127.0.0.1:4242',
      keys: florin.keys,
      log: openLog('silent'),
      sendWithinMs: 10_000,
      recoverAfterMs: 60_000,
      webhookPrivate: true,
    });
    const url = await third.app.listen({ port: 0, host: '127.0.0.1' });
    const response = await fetch(`${url}/v1/events/stream`, {
      headers: { authorization: `Bearer ${florin.secretKey}` },
    });
    await third.stop();
    assert.equal(await response.text(), ': open\n');
  });
});
