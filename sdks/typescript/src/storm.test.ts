import assert from 'node:assert/strict';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type LiveFlorin, openLiveFlorin } from './testing.ts';

const SEED = 20_261_129;
const ORDERS = 240;
const AT_ONCE = 60;
type Trouble = 'none' | 'drop' | 'lose' | 'cut' | 'delay' | 'double' | 'gateway' | 'busy';
const TROUBLES: readonly Trouble[] = [
  ...Array<Trouble>(8).fill('none'),
  ...(['drop', 'lose', 'cut', 'delay', 'double', 'gateway', 'busy'] as const),
];

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A proxy that does to each request what the seed says. */
async function openStorm(target: string, random: () => number) {
  const done = new Map<Trouble, number>();
  const keys: string[] = [];
  const forward = (method: string, url: string, headers: object, body: Buffer) =>
    new Promise<{ status: number; headers: object; body: Buffer }>((resolve, reject) => {
      const sent = ask(`${target}${url}`, { method, headers: { ...headers } }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
      sent.on('error', reject).end(body);
    });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = request;
    keys.push(`${headers['idempotency-key']} ${body}`);
    const trouble = TROUBLES[Math.floor(random() * TROUBLES.length)] as Trouble;
    done.set(trouble, (done.get(trouble) ?? 0) + 1);
    const cut = () => request.socket.destroy();
    if (trouble === 'drop') return cut();
    if (trouble === 'busy') return response.writeHead(503, { 'retry-after': '0' }).end();
    if (trouble === 'delay') await new Promise((resolve) => setTimeout(resolve, 300));
    if (trouble === 'double') void forward(method, url, headers, body);
    const answer = await forward(method, url, headers, body);
    // Florin has paid, and the client is not told.
    if (trouble === 'lose') return cut();
    if (trouble === 'gateway')
      return response.writeHead(504, { 'content-type': 'text/html' }).end('<h1>Timeout</h1>');
    response.writeHead(answer.status, { ...answer.headers });
    if (trouble === 'cut') return response.write(answer.body.subarray(0, answer.body.length / 2), cut);
    return response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done,
    keys,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('in a storm', () => {
  let live: LiveFlorin;
  before(async () => {
    live = await openLiveFlorin();
  });
  after(() => live.close());

  it(`every order is paid once, and each call ends with its payment (seed ${SEED})`, async () => {
    const storm = await openStorm(live.url, randomOf(SEED));
    // A try may end before the delayed answer comes.
    const florin = live.client({ baseUrl: storm.url, maxTries: 20, timeoutMs: 5_000, totalMs: 300_000 });
    const orders = Array.from({ length: ORDERS }, (_, index) => `storm-${index}`);
    const paid = new Map<string, string>();
    const queue = orders.values();
    const worker = async () => {
      for (const order_id of queue) {
        const payment = await florin.pay({ order_id, amount: 2599, currency: 'USD' });
        assert.equal(payment.status, 'succeeded');
        assert.equal(payment.order_id, order_id);
        paid.set(order_id, payment.id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await storm.close();
    const rows = await live.sql("select order_id from payment where status = 'succeeded'");
    assert.deepEqual(rows.map(({ order_id }) => order_id).sort(), orders.sort());
    assert.equal(paid.size, ORDERS);
    const listed = new Map<string, string>();
    for await (const { order_id, id, status } of live.client().payments.list({ limit: 100 })) {
      assert.equal(status, 'succeeded');
      listed.set(order_id, id);
    }
    assert.deepEqual(new Map([...listed].sort()), new Map([...paid].sort()));
    // Each order has one key, whatever happened to it, and every kind of trouble has happened.
    assert.equal(new Set(storm.keys).size, ORDERS);
    assert.deepEqual([...storm.done.keys()].sort(), [...new Set(TROUBLES)].sort());
    const balance = (await live.client().balances.list()).data[0];
    const fee = 105;
    assert.equal(
      Number(balance?.pending_balance) + Number(balance?.available_balance),
      ORDERS * (2599 - fee),
    );
  });
});
