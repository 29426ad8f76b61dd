import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { AnswerError, ApiError, ConnectionError, InputError, TimeoutError } from './errors.ts';
import type { LogEntry } from './log.ts';
import { drop, json, openScripted, problem, raw, type ScriptedServer, thrownBy } from './testing.ts';

const order = { order_id: 'A-7', amount: 2599, currency: 'USD' };
const paid = { id: 'pay_1', object: 'payment', status: 'succeeded' };

describe('a call', () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  const keysOf = (of: ScriptedServer) => of.seen.map(({ headers }) => headers['idempotency-key']);

  it('sends method, path, key and body, and gives back the answer with fields that nobody knows yet', async () => {
    server = await openScripted(json(200, { ...paid, field_of_tomorrow: [1] }));
    const payment = await server.client().payments.create(order);
    assert.deepEqual(payment, { ...paid, field_of_tomorrow: [1] });
    const [seen] = server.seen;
    assert.equal(`${seen?.method} ${seen?.url}`, 'POST /v1/payments');
    assert.equal(seen?.headers.authorization, 'Bearer sk_test_scripted');
    assert.match(String(seen?.headers['idempotency-key']), /^[0-9a-f-]{36}$/);
    assert.deepEqual(JSON.parse(seen?.body ?? ''), order);
  });

  it('has a fresh key each time, and another one only where the caller hands one in', async () => {
    server = await openScripted(json(200, paid));
    const florin = server.client();
    await florin.pay(order);
    await florin.pay(order);
    await florin.pay(order, { idempotencyKey: 'my-own' });
    const [first, second, third] = keysOf(server);
    assert.notEqual(first, second);
    assert.equal(third, 'my-own');
  });

  for (const [what, trouble] of [
    ['a lost connection', drop],
    ['half a JSON', raw(200, { 'content-type': 'application/json' }, '{"id": "pay_1", "sta')],
    [
      'an answer that is cut',
      raw(200, { 'content-type': 'application/json', 'content-length': '900' }, '{"id": "pay'),
    ],
    ['an empty answer', raw(200, {}, '')],
    ['idempotency_in_progress', problem(409, 'idempotency_in_progress', { 'retry-after': '0' })],
    ['rate_limited', problem(429, 'rate_limited', { 'retry-after': '0' })],
    ['overloaded', problem(503, 'overloaded', { 'retry-after': '0' })],
    ['the HTML of a gateway', raw(502, { 'content-type': 'text/html' }, '<h1>Bad Gateway</h1>')],
  ] as const)
    it(`is sent again after ${what}, with the same key and body`, async () => {
      server = await openScripted(trouble, trouble, json(200, paid));
      if (what === 'an answer that is cut') {
        await server.close();
        server = await openScripted(
          (response) => {
            response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' });
            response.write('{"id": "pay', () => response.socket?.destroy());
          },
          drop,
          json(200, paid),
        );
      }
      assert.deepEqual(await server.client().payments.create(order), paid);
      assert.equal(server.seen.length, 3);
      assert.equal(new Set(keysOf(server)).size, 1);
      assert.equal(new Set(server.seen.map(({ body }) => body)).size, 1);
    });

  it('is not sent again after any other refusal, which is thrown with its code and request', async () => {
    server = await openScripted(problem(409, 'order_already_paid', {}, { payment: paid, field: 'order_id' }));
    const error = await thrownBy(() => server.client().payments.create(order));
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, 409);
    assert.equal(error.code, 'order_already_paid');
    assert.equal(error.request_id, 'req_1');
    assert.equal(error.field, 'order_id');
    assert.equal(error.problem.payment?.id, 'pay_1');
    assert.ok(error.is('payment_declined', 'order_already_paid'));
    assert.equal(error.idempotency_key, keysOf(server)[0]);
    assert.equal(server.seen.length, 1);
  });

  it('waits as long as Retry-After says', async () => {
    server = await openScripted(problem(503, 'overloaded', { 'retry-after': '1' }), json(200, paid));
    const from = performance.now();
    await server.client().payments.retrieve('pay_1');
    assert.ok(performance.now() - from >= 995);
  });

  it('ends with the last refusal where Retry-After is longer than the call may take', async () => {
    server = await openScripted(problem(503, 'overloaded', { 'retry-after': '3600' }));
    const error = await thrownBy(() => server.client().payments.create(order));
    assert.ok(error instanceof ApiError && error.retry_after_ms === 3_600_000);
    assert.equal(server.seen.length, 1);
  });

  it('ends after so many tries, and says with which key to go on', async () => {
    server = await openScripted(drop);
    const error = await thrownBy(() => server.client({ maxTries: 3 }).payments.create(order));
    assert.ok(error instanceof ConnectionError);
    assert.match(error.message, /^No answer came: .*\.$/);
    assert.equal(error.idempotency_key, keysOf(server)[0]);
    assert.equal(server.seen.length, 3);
  });

  it('says in one line that the server does not speak TLS', async () => {
    server = await openScripted();
    const baseUrl = server.url.replace('http:', 'https:');
    const error = await thrownBy(() => server.client({ baseUrl, maxTries: 1 }).balances.list());
    assert.ok(error instanceof ConnectionError);
    assert.match(error.message, /does not speak TLS, .* where http:\/\/ is right\.$/);
  });

  it('ends a try that takes too long, and tries again', async () => {
    server = await openScripted(() => {}, json(200, paid));
    assert.deepEqual(await server.client({ timeoutMs: 50 }).payments.create(order), paid);
    const slow = await thrownBy(() => server.client({ timeoutMs: 1, maxTries: 1 }).payments.create(order));
    // The one millisecond may also be enough on this machine.
    if (slow !== undefined) assert.ok(slow instanceof TimeoutError);
  });

  it('ends an answer whose body does not come', async () => {
    server = await openScripted((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":');
    });
    const error = await thrownBy(() =>
      server.client({ maxTries: 1 }).payments.retrieve('pay_1', { timeoutMs: 50 }),
    );
    assert.ok(error instanceof TimeoutError);
    assert.equal(error.message, 'No answer came within 50 ms.');
  });

  it('ends in time with a fetch that looks at no signal', async () => {
    server = await openScripted(drop);
    const florin = server.client({ fetch: () => new Promise(() => {}), timeoutMs: 20, maxTries: 2 });
    assert.ok((await thrownBy(() => florin.payments.retrieve('pay_1'))) instanceof TimeoutError);
  });

  it('ends at once, with the reason of the caller, when the caller ends it', async () => {
    const controller = new AbortController();
    const reason = new Error('the shop closes');
    server = await openScripted(() => controller.abort(reason));
    const { signal } = controller;
    assert.equal(await thrownBy(() => server.client().payments.create(order, { signal })), reason);
    assert.equal(await thrownBy(() => server.client().payments.create(order, { signal })), reason);
    assert.equal(server.seen.length, 1);
  });

  it('ends while it waits, when the caller ends it', async () => {
    server = await openScripted(problem(503, 'overloaded', { 'retry-after': '60' }));
    const controller = new AbortController();
    const onLog = ({ event }: LogEntry) => event === 'retry' && setImmediate(() => controller.abort());
    const florin = server.client({ onLog });
    const error = await thrownBy(() => florin.payments.create(order, { signal: controller.signal }));
    assert.equal((error as Error).name, 'AbortError');
  });

  it('follows no redirect, which would hand the key to somebody else', async () => {
    const other = await openScripted(json(200, paid));
    server = await openScripted(raw(307, { location: `${other.url}/v1/payments` }, ''));
    const error = await thrownBy(() => server.client().payments.create(order));
    assert.ok(error instanceof AnswerError);
    assert.match(error.message, new RegExp(`redirects to ${other.url} and was not followed: set baseUrl`));
    assert.equal(other.seen.length, 0);
    assert.equal(server.seen.length, 1);
    await other.close();
  });

  it('does not take HTML for an answer, nor asks for it again', async () => {
    server = await openScripted(raw(200, { 'content-type': 'text/html' }, '<h1>Welcome</h1>'));
    const error = await thrownBy(() => server.client().payments.create(order));
    assert.ok(error instanceof AnswerError);
    assert.match(error.message, /is text\/html and not JSON: is baseUrl Florin’s own address\?/);
    assert.equal(server.seen.length, 1);
  });

  it('tells a refusal in HTML apart from one of Florin’s', async () => {
    server = await openScripted(raw(403, { 'content-type': 'text/html' }, '<h1>Forbidden</h1>'));
    const error = await thrownBy(() => server.client().payments.create(order));
    assert.ok(error instanceof AnswerError && error.status === 403);
  });

  it('takes a deletion for done that is not found after its answer was lost', async () => {
    server = await openScripted(drop, problem(404, 'not_found'));
    assert.equal(await server.client().webhookEndpoints.delete('we_1'), undefined);
    await server.close();
    // It may have been deleted before the server failed.
    server = await openScripted(problem(502, 'internal'), problem(404, 'not_found'));
    assert.equal(await server.client().webhookEndpoints.delete('we_1'), undefined);
    await server.close();
    // Whoever stands between may write what they like into an answer with 500, which nobody signs.
    server = await openScripted(drop, problem(500, 'not_found'));
    assert.ok((await thrownBy(() => server.client().webhookEndpoints.delete('we_1'))) instanceof ApiError);
    await server.close();
    server = await openScripted(problem(404, 'not_found'));
    assert.ok((await thrownBy(() => server.client().webhookEndpoints.delete('we_1'))) instanceof ApiError);
  });

  it('refuses what cannot be right before anything is asked', async () => {
    server = await openScripted(json(200, paid));
    const florin = server.client();
    const none = undefined as unknown as string;
    for (const [call, says] of [
      [() => florin.payments.retrieve(none), /retrievePayment needs an id .* got undefined/],
      [() => florin.payments.retrieve(''), /needs an id/],
      [() => florin.payments.retrieve('..'), /needs an id/],
      [() => florin.payments.create(none as never), /createPayment takes an object/],
      [
        () =>
          florin.payments.create({ ...order, amount: 25.99 as never, metadata: { f: Symbol('x') as never } }),
        /metadata\.f/,
      ],
      [() => florin.pay(order, { idempotencyKey: ' ' }), /idempotencyKey must be/],
      [() => florin.payments.retrieve('pay_1', { idempotencyKey: 'a' }), /belongs to calls that change/],
      [() => florin.payments.list({ after: 'a', before: 'b' }), /after or before/],
      [() => florin.payments.list({ status: {} as never }), /status cannot be sent/],
    ] as const) {
      const error = await thrownBy(async () => await call());
      assert.ok(error instanceof InputError);
      assert.match(error.message, says);
    }
    assert.equal(server.seen.length, 0);
  });

  it('writes ids and queries so that they stay what they are', async () => {
    server = await openScripted(json(200, { object: 'list', data: [], has_more: false }));
    const florin = server.client();
    await florin.payments.retrieve('a/../b?c#d');
    await florin.payments.list({ order_id: 'ä &=', limit: 5n, created_from: new Date(0) });
    assert.deepEqual(
      server.seen.map(({ url }) => url),
      [
        '/v1/payments/a%2F..%2Fb%3Fc%23d',
        '/v1/payments?order_id=%C3%A4+%26%3D&limit=5&created_from=1970-01-01T00%3A00%3A00.000Z',
      ],
    );
  });

  it('tells its log what happens, without a secret, an id or a body, and lives with a log that fails', async () => {
    server = await openScripted(
      drop,
      problem(503, 'overloaded', { 'retry-after': '0' }),
      json(200, paid, { 'request-id': 'req_9' }),
    );
    const told: LogEntry[] = [];
    const onLog = (entry: LogEntry) => {
      told.push(entry);
      throw new Error('the log is full');
    };
    await server.client({ onLog }).payments.confirm('pay_secretid', { payment_method: 'tok_secret' });
    assert.deepEqual(
      told.map(({ event, attempt }) => `${attempt} ${event}`),
      ['1 request', '1 no_answer', '1 retry', '2 request', '2 answer', '2 retry', '3 request', '3 answer'],
    );
    assert.doesNotMatch(JSON.stringify(told), /sk_test|secret/);
    const last = told.at(-1);
    assert.ok(
      last?.event === 'answer' && last.request_id === 'req_9' && last.path === '/v1/payments/{id}/confirm',
    );
  });
});
