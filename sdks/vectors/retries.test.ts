import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';
import { keptVectors } from './source/files.ts';

const { cases, policy, problems } = { ...keptVectors('retries'), problems: keptVectors('problems') };
type Script = (typeof cases)[number];
interface Call {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly body: string | undefined;
  readonly maxTries: number;
}
interface Ended {
  readonly result?: unknown;
  readonly error?: { kind: string; status?: number; code?: string | null };
}

/** A client that does what README.md says, as short as it can be. `waited` is its clock. */
async function call(
  url: string,
  { method, path, key, body, maxTries }: Call,
  waited: (seconds: number) => void,
): Promise<Ended> {
  for (let tries = 1; ; tries++) {
    let ended: Ended & { again: boolean; asked: number | null };
    try {
      const answer = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: {
          connection: 'close',
          'content-type': 'application/json',
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body }),
      });
      ended = readAnswer(answer.status, Object.fromEntries(answer.headers), await answer.text());
    } catch {
      ended = { error: { kind: 'connection' }, again: true, asked: null };
    }
    const { again, asked, ...told } = ended;
    if (!again || tries === maxTries || (method !== 'GET' && key === null)) return told;
    if (asked !== null && asked > policy.longest_retry_after) return told;
    const own = Math.min(policy.first_wait * 2 ** (tries - 1), policy.longest_wait);
    waited(asked === null ? own * (1 - Math.random() / 2) : asked + Math.random() * policy.jitter_after);
  }
}

function readAnswer(status: number, headers: Record<string, string>, body: string) {
  const inJson = /[/+]json/.test(headers['content-type'] ?? '');
  // biome-ignore lint/suspicious/noExplicitAny: whatever came
  let read: any = null;
  try {
    read = inJson ? JSON.parse(body) : null;
  } catch {
    // It was cut off, or is a page.
  }
  if (status < 300 && read !== null) return { result: read, again: false, asked: null };
  const code = typeof read?.code === 'string' ? read.code : null;
  const cutOff = status < 300 && inJson;
  const again =
    cutOff || [408, 429, 500, 502, 503, 504].includes(status) || code === 'idempotency_in_progress';
  const after = headers['retry-after'] ?? '';
  const date = Date.parse(after);
  const inTime = Number.isNaN(date) || /^-?\d+$/.test(after) ? null : Math.max(0, date / 1000 - problems.now);
  const asked = /^\d+$/.test(after) ? Number(after) : inTime;
  return { error: { kind: 'answer', status, code }, again, asked };
}

describe('the vectors of retries, played by a server before a real Florin', () => {
  let florin: TestPlatform;
  let server: Server;
  let url: string;
  let script: Script;
  let came: { method: string; key: string | undefined; body: string; path: string }[] = [];

  before(async () => {
    florin = await openTestPlatform();
    server = createServer((request, response) => void play(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await florin.close();
  });

  async function play(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const exchange = script.exchanges[came.length];
    const key = headers['idempotency-key'] as string | undefined;
    if (exchange?.does === 'drops_before_reading') {
      came.push({ method, key, body: '', path });
      return void request.socket.destroy();
    }
    const body = await text(request);
    came.push({ method, key, body, path });
    if (exchange === undefined || !('status' in exchange)) {
      // That which never answers has its connection closed here, as the client's time limit would do it.
      if (method === 'POST') await ask(method, path, body, key);
      return void request.socket.destroy();
    }
    const succeeds = exchange.status === 200 && exchange.body.endsWith('}');
    if (!succeeds) return void response.writeHead(exchange.status, exchange.headers).end(exchange.body);
    const answer = await ask(method, path, body, key);
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  }
  const ask = (method: string, path: string, body: string, key: string | undefined) =>
    florin.call(
      method as 'GET' | 'POST',
      path,
      body === '' ? undefined : body,
      key === undefined ? {} : { 'idempotency-key': key },
    );

  for (const [at, each] of cases.entries())
    it(each.name, async () => {
      const order = { order_id: `retries ${at}`, amount: 2599, currency: 'USD', payment_method: 'tok_visa' };
      const get = each.method === 'GET';
      const made = get ? await florin.call('POST', '/pay', order) : null;
      script = each;
      came = [];
      const waits: number[] = [];
      const key = each.idempotency_key === null ? null : `${each.idempotency_key}-${at}`;
      const asked = {
        ...{
          method: each.method,
          key,
          maxTries: each.max_tries,
          body: get ? undefined : JSON.stringify(order),
        },
        path: get ? `/v1/payments/${made?.body.id}` : '/pay',
      };
      const { result, error } = await call(url, asked, (seconds) => waits.push(seconds));
      assert.equal(came.length, each.requests);
      for (const one of came) assert.equal(one.key, key ?? undefined);
      const bodies = came.filter((_, index) => each.exchanges[index]?.does !== 'drops_before_reading');
      for (const one of bodies) assert.equal(one.body, asked.body ?? '');
      assert.equal(waits.length, each.waits.length);
      for (const [index, { at_least, at_most }] of each.waits.entries())
        assert.ok((waits[index] as number) >= at_least && (waits[index] as number) <= at_most, String(waits));
      assert.deepEqual(error, 'error' in each ? each.error : undefined);
      if (!('result' in each)) return;
      // The real server's answer, to which the vector's is alike.
      const { status, amount, object } = result as Record<string, unknown>;
      assert.deepEqual([object, status, amount], ['payment', 'succeeded', 2599]);
      const { body: list } = await florin.call(
        'GET',
        `/v1/payments?order_id=${encodeURIComponent(order.order_id)}`,
      );
      assert.equal(list.data.length, 1, 'it was paid once');
    });
});

describe('the vectors of problems', () => {
  for (const { name, answer, error } of problems.cases)
    it(`are read so by a client that does what the guide says: ${name}`, () => {
      const read = readAnswer(answer.status, { ...answer.headers }, answer.body);
      assert.ok('error' in read);
      assert.deepEqual(
        [read.error?.status, read.error?.code, read.asked, read.again],
        [error.status, error.code, error.retry_after, error.may_be_repeated],
      );
    });
});
