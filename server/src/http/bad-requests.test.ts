import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { InjectOptions } from 'fastify';
import pg from 'pg';
import { createAccount, createKey, createOrganization } from '../identity/index.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import {
  expectProblem,
  json,
  makeObjects,
  type Operation,
  objectOf,
  type Part,
  readOperations,
} from './testing.ts';

const GENERIC = 'each operation of the document';

describe('a bad request', () => {
  let florin: TestPlatform;
  let operations: Operation[];
  let stranger: string;

  before(async () => {
    florin = await openTestPlatform();
    operations = await readOperations(florin);
    const owner = new pg.Pool({ connectionString: florin.databaseUrl, max: 1 });
    const terms = { feeBasisPoints: 0n, feeFixed: 0n, negativeLimit: 0n };
    const organization = await createOrganization(owner, { kind: 'merchant', name: 'Another' }, Date.now());
    const account = await createAccount(
      owner,
      owner,
      { organization, environment: 'sandbox', name: 'Another', defaultMethod: null, terms, rateLimit: null },
      Date.now(),
    );
    stranger = await createKey(owner, florin.keys, account, 'secret', Date.now());
    await owner.end();
  });
  after(() => florin.close());

  const refused = (options: InjectOptions, status: number, code: string) =>
    expectProblem(florin, options, status, code);

  it(`without a key, with a wrong one, with half a header gets 401: ${GENERIC}`, async () => {
    assert.ok(operations.length >= 3);
    for (const [which, operation] of operations.entries()) {
      for (const [index, authorization] of [
        '',
        'Bearer sk_test_wrong',
        'Basic eDp5',
        'Bearer',
        'Bearer a b',
      ].entries()) {
        // Each from an address of its own: too many failures from one are refused for that.
        const headers = {
          authorization,
          'x-forwarded-for': `10.0.${which}.${index}`,
          ...(operation.body ? json : {}),
        };
        const payload = operation.body && JSON.stringify(operation.body);
        await refused(
          {
            method: operation.method,
            url: operation.path,
            headers,
            ...(payload === undefined ? {} : { payload }),
          },
          401,
          'unauthorized',
        );
      }
    }
  });

  it(`with a publishable key gets 403 where a secret key is asked for: ${GENERIC}`, async () => {
    for (const operation of operations) {
      const headers = { authorization: `Bearer ${florin.publishableKey}`, ...json };
      const payload = JSON.stringify(operation.body ?? {});
      if (!operation.schema.security.some((keys: Part) => 'publishableKey' in keys))
        await refused(
          { method: operation.method, url: operation.path, headers, ...(operation.body ? { payload } : {}) },
          403,
          'forbidden',
        );
    }
  });

  it(`says which scope it lacks where a credential has not the route’s: ${GENERIC}`, async () => {
    for (const operation of operations) {
      const scope = operation.schema['x-scope'];
      assert.match(scope, /^[a-z_]+:(read|write)$/, operation.name);
      if (scope === 'tokens:write') continue;
      const answer = await florin.app.inject({
        method: operation.method,
        url: operation.path,
        headers: { authorization: `Bearer ${florin.publishableKey}`, ...(operation.body ? json : {}) },
        ...(operation.body ? { payload: JSON.stringify(operation.body) } : {}),
      });
      assert.deepEqual(
        [answer.statusCode, answer.json().detail],
        [403, `This needs the scope ${scope}, which this credential does not have.`],
      );
      // Whatever changes something needs more than the right to read.
      assert.equal(scope.endsWith(':read'), operation.method === 'GET', operation.name);
    }
  });

  it(`about another account’s object gets 404, as about none: ${GENERIC} with one in its path`, async () => {
    const objects = await makeObjects(florin);
    for (const operation of operations.filter(({ hasParameters }) => hasParameters)) {
      const id = objectOf(objects, operation.name, operation.path) as string;
      const none = operation.path.split('/').find((part) => /^[a-z]+_[0-9a-z]{26}$/.test(part)) as string;
      const ask = (which: string, key: string) =>
        refused(
          {
            method: operation.method,
            url: operation.path.replace(none, which),
            headers: { authorization: `Bearer ${key}`, ...(operation.body ? json : {}) },
            ...(operation.body ? { payload: JSON.stringify(operation.body) } : {}),
          },
          404,
          'not_found',
        );
      const theirs = await ask(id, stranger);
      // The example of an event's id names none that this account could have, and so is none.
      assert.equal(theirs.detail, (await ask(none, florin.secretKey)).detail, operation.name);
    }
    // What they asked for is as it was.
    for (const name of [
      'payments',
      'refunds',
      'reversals',
      'checkout_sessions',
      'webhook_endpoints',
      'events',
    ]) {
      const { status, body } = await florin.call('GET', `/v1/${name}/${objects[name]}`);
      assert.equal(status, 200, name);
      assert.ok(!['canceled', 'expired', 'disabled'].includes(body.status), name);
    }
  });

  it('about another account’s payment in a body gets 404, and the same order is another one there', async () => {
    const { body: mine } = await florin.call('POST', '/pay', {
      order_id: 'mine',
      amount: 100,
      currency: 'USD',
    });
    await refused(
      {
        method: 'POST',
        url: '/v1/refunds',
        headers: { authorization: `Bearer ${stranger}`, ...json },
        payload: JSON.stringify({ payment: mine.id }),
      },
      404,
      'not_found',
    );
    const other = await florin.call(
      'POST',
      '/pay',
      { order_id: 'mine', amount: 1, currency: 'USD', payment_method: 'tok_visa' },
      { authorization: `Bearer ${stranger}` },
    );
    assert.equal(other.status, 200);
  });

  it(`with an id that is none gets 404: ${GENERIC} with one in its path`, async () => {
    for (const operation of operations.filter(({ hasParameters }) => hasParameters)) {
      for (const id of [
        'x',
        'pay_',
        'ref_01kb0zv9q3e8k8n2m4x6t7w5ya',
        `pay_${'z'.repeat(26)}`,
        '%00',
        '..%2f..',
        'x'.repeat(5000),
      ]) {
        const url = operation.path.replace(/(pay|ref|cs|we|evt|key|mem|inv|acct)_[0-9a-z]{26}/, id);
        await refused(
          {
            method: operation.method,
            url,
            ...(operation.body ? { headers: json, payload: JSON.stringify(operation.body) } : {}),
          },
          404,
          'not_found',
        );
      }
    }
  });

  it('with a query parameter that its list does not know gets 400, which names it', async () => {
    const lists = operations.filter(({ schema }) =>
      schema.parameters?.some((parameter: Part) => parameter.in === 'query'),
    );
    assert.ok(lists.length >= 7, `${lists.length}`);
    for (const { path } of lists) {
      const body = await refused({ url: `${path}?ordr_id=1` }, 400, 'invalid_request');
      assert.equal(body.field, 'ordr_id');
    }
  });

  it('with a method that is not there gets 405 and Allow, at an unknown path 404', async () => {
    for (const operation of operations) {
      for (const method of ['PUT', 'PATCH'] as const) {
        const answer = await florin.app.inject({
          method,
          url: operation.path,
          headers: { authorization: `Bearer ${florin.secretKey}` },
        });
        assert.equal(answer.statusCode, 405, `${method} ${operation.path}`);
        assert.ok(String(answer.headers.allow).split(', ').includes(operation.method));
        assert.equal(answer.json().code, 'method_not_allowed');
      }
    }
    await refused({ method: 'GET', url: '/pay' }, 405, 'method_not_allowed');
    // Whatever the body is, or is not.
    await refused({ method: 'QUERY' as 'GET', url: '/v1/balances' }, 405, 'method_not_allowed');
    for (const url of ['/v1/balances', '/nowhere'])
      await refused(
        { method: 'POST', url, headers: { 'content-type': 'text/plain' }, payload: 'x' },
        url === '/nowhere' ? 404 : 405,
        url === '/nowhere' ? 'address_unknown' : 'method_not_allowed',
      );
    for (const url of [
      '/v1',
      '/v1/',
      '/v1/payment',
      '/pay/',
      '//pay',
      '/v1/payments/x/y/z',
      '/../etc/passwd',
    ])
      await refused({ url }, 404, 'address_unknown');
    await refused({ url: '/v1/payments/' }, 404, 'not_found');
    for (const url of ['/v1/payments/%zz', '/%c0%ae']) await refused({ url }, 400, 'invalid_request');
  });

  it('answers OPTIONS with the methods, and HEAD as GET without the body', async () => {
    const options = await florin.app.inject({
      method: 'OPTIONS',
      url: '/v1/payments/pay_00000000000000000000000000',
    });
    assert.deepEqual(
      [options.statusCode, options.headers.allow, options.body],
      [204, 'GET, HEAD, OPTIONS', ''],
    );
    await refused({ method: 'OPTIONS', url: '/nowhere' }, 404, 'address_unknown');
    const { body } = await florin.call('POST', '/pay', { order_id: 'head', amount: 1, currency: 'USD' });
    const head = await florin.app.inject({
      method: 'HEAD',
      url: `/v1/payments/${body.id}`,
      headers: { authorization: `Bearer ${florin.secretKey}` },
    });
    assert.deepEqual([head.statusCode, head.body], [200, '']);
    const without = await florin.app.inject({ method: 'HEAD', url: `/v1/payments/${body.id}` });
    assert.equal(without.statusCode, 401);
  });

  it('takes an idempotency key bare or quoted, and no other', async () => {
    const pay = (key: string) =>
      florin.call(
        'POST',
        '/pay',
        { order_id: 'key', amount: 100, currency: 'USD' },
        { 'idempotency-key': key },
      );
    const first = await pay('one two');
    assert.equal(first.status, 200);
    assert.deepEqual((await pay('"one two"')).body, first.body);
    assert.equal((await pay('x'.repeat(255))).body.code, 'order_already_paid');
    for (const key of ['', '""', 'x'.repeat(256), `"${'x'.repeat(256)}"`, 'ü', 'a\tb']) {
      const answer = await pay(key);
      assert.deepEqual(
        [answer.status, answer.body.code, answer.body.field],
        [400, 'idempotency_key_invalid', 'Idempotency-Key'],
        key,
      );
    }
  });

  it('answers what is no HTTP with a problem too', async () => {
    await florin.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = florin.app.server.address() as { port: number };
    const raw = async (text: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      socket.end(text);
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
      });
      await once(socket, 'close');
      return answer;
    };
    const cases: [string, number, string][] = [
      ['nonsense\r\n\r\n', 400, 'invalid_request'],
      ['GET / HTTP/1.1\r\n\r\n', 400, 'invalid_request'],
      [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
      [
        'POST /pay HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        400,
        'invalid_request',
      ],
      ['GET /pay HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400, 'invalid_request'],
    ];
    for (const [text, status, code] of cases) {
      const answer = await raw(text);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `), text.slice(0, 60));
      assert.match(head, /content-type: application\/problem\+json/i, text.slice(0, 60));
      const problem = JSON.parse(body);
      assert.equal(problem.code, code);
      assert.match(problem.request_id, /^req_/);
    }
  });
});
