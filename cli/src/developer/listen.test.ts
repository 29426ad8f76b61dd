import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { openReceiver, type TestReceiver, until } from '../../../server/src/events/testing.ts';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { startServer } from '../../../test/one-server.ts';
import { EventReader } from './event-stream.ts';
import { nowhere, openTerminal, type Terminal } from './testing.ts';

describe('florin listen', () => {
  let florin: TestPlatform;
  let terminal: Terminal;
  let receiver: TestReceiver;
  let url: string;
  before(async () => {
    florin = await openTestPlatform();
    url = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    terminal = await openTerminal({ FLORIN_SECRET_KEY: florin.secretKey, FLORIN_BASE_URL: url });
    receiver = await openReceiver();
  });
  after(async () => {
    await Promise.all([terminal.close(), receiver.close()]);
    await florin.close();
  });
  const pay = async (order_id: string) => {
    const { status, body } = await florin.call('POST', '/pay', { order_id, amount: 100, currency: 'USD' });
    assert.equal(status, 200);
    return body.id as string;
  };
  const listen = async (args: string[] = [], settings: Record<string, string> = {}) => {
    const begun = terminal.begin(['listen', '--forward-to', receiver.url, ...args], settings);
    const secret = () => /whsec_\S+/.exec(begun.printed.stderr)?.[0] ?? false;
    return { ...begun, secret: await until(secret) };
  };
  const about = (payment: string) =>
    receiver.received.find(({ event }) => event.data.id === payment) ?? false;

  it('posts what happens as a webhook that verifies, prints what came back, sends it again on r, and ends on SIGINT', async () => {
    const { child, printed, ended, secret } = await listen([
      '--json',
      '--events',
      'payment.succeeded,payment.failed',
    ]);
    const payment = await pay('listen 1');
    const { headers, body } = await until(() => about(payment));
    const verified = new Webhook(secret).verify(body, headers) as { type: string; id: string };
    assert.equal(verified.type, 'payment.succeeded');
    assert.equal((await florin.call('GET', `/v1/events/${verified.id}`)).status, 200);
    const lines = () => printed.stdout.trim().split('\n');
    await until(() => printed.stdout.includes('\n'));
    const { ms, ...line } = JSON.parse(lines()[0] as string);
    assert.deepEqual(line, { event: verified.id, type: 'payment.succeeded', status: 204, error: null });
    assert.equal(typeof ms, 'number');

    const before = receiver.received.length;
    child.stdin.write('r');
    const again = await until(() => receiver.received[before] ?? false);
    assert.equal(again.headers['webhook-id'], verified.id);
    new Webhook(secret).verify(again.body, again.headers);
    await until(() => lines().length === 2);

    child.kill('SIGINT');
    assert.equal((await ended).status, 0);
  });

  it('makes another secret each time, and tells of a program that does not answer', async () => {
    const one = await listen(['--forward-to', await nowhere()]);
    const other = await listen();
    assert.notEqual(one.secret, other.secret);
    const payment = await pay('listen 2');
    await until(() => about(payment));
    await until(() => one.printed.stdout.includes('no answer: nothing listens there.  '));
    for (const { child } of [one, other]) child.kill('SIGINT');
    await Promise.all([one.ended, other.ended]);
  });

  it('goes on after the last event when the server was away', async () => {
    const server = await startServer(florin);
    const begun = await listen([], { FLORIN_BASE_URL: server.url });
    const first = await pay('listen 3');
    await until(() => about(first));
    await server.remove();
    const tellsWhy = () => begun.printed.stderr.split('nothing listens there').length - 1;
    await until(() => tellsWhy() === 1);
    const missed = await pay('listen 4');
    const again = await startServer(florin, { PORT: new URL(server.url).port });
    try {
      await until(() => about(missed));
      assert.equal(tellsWhy(), 1);
      begun.child.kill('SIGINT');
      assert.equal((await begun.ended).status, 0);
    } finally {
      await again.remove();
    }
  });

  it('is refused at once where the key or the address is wrong, or nobody is there', async () => {
    const run = (args: string[], settings = {}) => terminal.run(['listen', ...args], settings);
    assert.equal((await run([])).status, 2);
    assert.equal((await run(['--forward-to', 'localhost:3000'])).status, 2);
    const to = ['--forward-to', receiver.url];
    assert.equal((await run([...to, '--events', 'payment.nothing'])).status, 1);
    assert.equal((await run(to, { FLORIN_SECRET_KEY: `sk_test_${'x'.repeat(32)}` })).status, 3);
    assert.equal((await run(to, { FLORIN_BASE_URL: await nowhere() })).status, 4);
  });

  it('reads events whatever the pieces are in which they arrive', () => {
    const text =
      ': open\nretry: 1000\nid: evt_1\nevent: a\ndata: {"a": "b: c"}\n\n: heartbeat\nid: evt_2\nevent: b\ndata: {}\n\n';
    for (const size of [1, 7, text.length]) {
      const reader = new EventReader();
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      assert.deepEqual(
        pieces.flatMap((piece) => reader.read(piece)),
        [
          { id: 'evt_1', type: 'a', data: '{"a": "b: c"}' },
          { id: 'evt_2', type: 'b', data: '{}' },
        ],
      );
    }
  });
});
