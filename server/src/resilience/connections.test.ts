import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { testChannel } from '../channels/testing.ts';
import { embeddedUrl } from '../database/embedded.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { verify } from '../verify.ts';
import { makeDataFolder, pay, type RunningFlorin, startFlorin } from './testing.ts';

const CONNECTIONS = 10_000;

describe('a platform with ten thousand open connections', () => {
  let florin: RunningFlorin;
  let folder: Awaited<ReturnType<typeof makeDataFolder>>;
  let client: ChildProcess;

  before(async () => {
    folder = await makeDataFolder();
    florin = await startFlorin({ dataFolder: folder.path });
  });
  after(async () => {
    client?.kill();
    await florin?.stop();
    await folder?.remove();
  });

  /** Pays fifty times, and returns how long half of the payments took at most, in milliseconds. */
  async function payments(which: string): Promise<number> {
    const times: number[] = [];
    for (let order = 0; order < 50; order++) {
      const sent = performance.now();
      assert.equal((await pay(florin, `${which}-${order}`)).status, 200);
      times.push(performance.now() - sent);
    }
    return times.sort((a, b) => a - b)[25] as number;
  }

  it('takes payments as quickly as before, keeps every connection, and stops at once', async () => {
    const { port } = new URL(florin.url);
    const alone = await payments('alone');
    client = fork(join(import.meta.dirname, 'connections.fixture.ts'), [port, String(CONNECTIONS)], {
      execArgv: [],
    });
    const [message] = await once(client, 'message');
    assert.deepEqual(message, { opened: CONNECTIONS });
    const beside = await payments('beside');
    // A machine that is busy with something else may be slow for a moment.
    assert.ok(
      beside < Math.max(100, 5 * alone),
      `half of the payments took ${beside} ms, and ${alone} ms before`,
    );
    client.send('count');
    const [count] = await once(client, 'message');
    assert.deepEqual(count, { opened: CONNECTIONS, closed: 0 });
    const url = await embeddedUrl(folder.path);
    assert.deepEqual((await verify(url as string)).differences, []);
    const { code, milliseconds } = await florin.stop();
    assert.equal(code, 0);
    // It waits fifteen seconds for a request that never ends.
    assert.ok(milliseconds < 14_000, `it took ${milliseconds} ms to end`);
  });
});

describe('clients that send a byte now and then', () => {
  let florin: TestPlatform;
  before(async () => {
    // Shorter than the usual times, by the same factor.
    florin = await openTestPlatform({ times: { headersMs: 600, requestMs: 1200, lookMs: 100 } });
    await florin.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(() => florin.close());

  it('are cut off with 408, and do not affect others', async () => {
    const { port } = florin.app.server.address() as { port: number };
    const head =
      `POST /pay HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${florin.secretKey}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n';
    const slow = [
      ...Array.from({ length: 100 }, () => drip(port, 'GET / HTTP/1.1\r\nX: ')),
      ...Array.from({ length: 100 }, () => drip(port, head)),
    ];
    let paid = 0;
    let over = false;
    const all = Promise.all(slow).finally(() => {
      over = true;
    });
    const address = { url: `http://127.0.0.1:${port}`, secretKey: florin.secretKey };
    while (!over) assert.equal((await pay(address, `beside-${paid++}`)).status, 200);
    assert.ok(paid > 1, `${paid} payments meanwhile`);
    for (const answer of await all) {
      assert.match(answer, /^HTTP\/1.1 408 /);
      assert.equal(JSON.parse(answer.split('\r\n\r\n')[1] as string).code, 'request_timeout');
    }
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });
});

/** Sends a request one byte at a time until it is cut off, and returns the answer. */
async function drip(port: number, beginning: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.on('error', () => {});
  socket.write(beginning);
  const dripping = setInterval(() => socket.write('x'), 50);
  await once(socket, 'close');
  clearInterval(dripping);
  return answer;
}

describe('a server that stops', () => {
  const sockets: Socket[] = [];
  let florin: TestPlatform;
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await florin.close();
  });

  /** Starts a payment that is in flight as long as the test wants, on a connection that is kept alive. */
  async function withPaymentInFlight(times: { finishMs?: number } = {}) {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const slow = testChannel({
      async authorize({ money }) {
        asked.resolve();
        await answer.promise;
        return { kind: 'approved', amount: money.amount };
      },
    });
    florin = await openTestPlatform({ channels: [slow], times });
    await florin.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = florin.app.server.address() as { port: number };
    const open = async (text: string): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => {}).resume();
      await once(socket, 'connect');
      if (text !== '') socket.write(text);
      return socket;
    };
    const silent = await open('');
    const served = await open('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(served, 'data');
    const agent = new Agent({ keepAlive: true });
    const response = new Promise<{ status: number; body: string }>((resolve, reject) => {
      const paying = request(
        {
          port,
          agent,
          method: 'POST',
          path: '/pay',
          headers: { authorization: `Bearer ${florin.secretKey}`, 'content-type': 'application/json' },
        },
        async (incoming) => {
          let body = '';
          for await (const chunk of incoming) body += chunk;
          resolve({ status: incoming.statusCode ?? 0, body });
        },
      );
      paying.on('error', reject);
      paying.end(JSON.stringify({ order_id: 'in flight', amount: 100, currency: 'USD' }));
    });
    await asked.promise;
    return { open, silent, served, response, agent, answer: answer.resolve };
  }

  it('answers what is in flight, and does not wait for idle or silent connections', async () => {
    const { silent, served, response, answer } = await withPaymentInFlight();
    const closed = Promise.all([once(silent, 'close'), once(served, 'close')]);
    const began = performance.now();
    const stopped = florin.stop();
    await closed;
    answer();
    const { status, body } = await response;
    assert.equal(status, 200, body);
    assert.equal(JSON.parse(body).status, 'succeeded');
    await stopped;
    // It would wait fifteen seconds for the idle and the silent one.
    assert.ok(performance.now() - began < 10_000, 'it waits for nothing else');
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });

  it('gives an incomplete request some time, but not for ever', async () => {
    const { open, response, answer } = await withPaymentInFlight({ finishMs: 500 });
    const half = await open(
      `POST /pay HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${florin.secretKey}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    );
    answer();
    assert.equal((await response).status, 200);
    const closed = once(half, 'close');
    await florin.stop();
    await closed;
  });
});
