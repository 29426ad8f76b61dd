import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { InjectOptions } from 'fastify';
import pg from 'pg';
import { createAccount, createKey } from '../identity/index.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { KeyRing } from '../vault/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: parts of an OpenAPI document, and bodies that came
type Part = any;

interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With the examples of its parameters filled in. */
  readonly path: string;
  readonly name: string;
  /** What the document shows as its body. */
  readonly body: Record<string, unknown> | undefined;
  readonly schema: Part;
  readonly hasParameters: boolean;
  /** The codes of its refusals with 400. */
  readonly problems: ReadonlySet<string>;
}

const GENERIC = 'each operation of the document';

describe('bad input', () => {
  let florin: TestPlatform;
  let operations: Operation[];
  let stranger: string;
  let order = 0;

  before(async () => {
    florin = await openTestPlatform();
    const { body: document } = await florin.call('GET', '/openapi.json');
    operations = Object.entries<Part>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Part>(methods).map(([method, operation]) =>
        operationOf(path, method, operation, document),
      ),
    );
    const owner = new pg.Pool({ connectionString: florin.databaseUrl, max: 1 });
    const terms = { feeBasisPoints: 0n, feeFixed: 0n, negativeLimit: 0n };
    const account = await createAccount(
      owner,
      { environment: 'sandbox', name: 'Another', defaultMethod: null, terms, rateLimit: null },
      Date.now(),
    );
    stranger = await createKey(owner, new KeyRing(florin.rootKey), account, 'secret', Date.now());
    await owner.end();
  });
  after(() => florin.close());

  /** Sends a request as it is, and expects the problem; every problem has the same clear form. */
  async function refused(options: InjectOptions, status: number, code: string): Promise<Part> {
    const answer = await florin.app.inject({
      ...options,
      headers: { authorization: `Bearer ${florin.secretKey}`, ...options.headers },
    });
    const what = `${options.method} ${options.url}: ${answer.body}`;
    assert.equal(answer.statusCode, status, what);
    assert.equal(answer.headers['content-type'], 'application/problem+json', what);
    const problem = answer.json();
    assert.equal(problem.code, code, what);
    assert.equal(problem.status, status);
    assert.match(problem.request_id, /^req_[0-9a-z]{26}$/);
    assert.equal(problem.request_id, answer.headers['request-id']);
    assert.equal(problem.type, `/docs/errors#${code}`);
    assert.ok(problem.title.length > 0 && problem.detail.length > 0);
    return problem;
  }

  const json = { 'content-type': 'application/json' };
  const send = (
    operation: Operation,
    payload: string,
    headers: Record<string, string> = json,
  ): InjectOptions => ({
    method: operation.method,
    url: operation.path,
    headers,
    payload,
  });
  const posts = () => operations.filter(({ body }) => body !== undefined);
  /** The example as a request of its own, changed. */
  const changed = (operation: Operation, change: Record<string, unknown>) => {
    const body: Record<string, unknown> = { ...operation.body, ...change };
    if ('order_id' in body && !('order_id' in change)) body.order_id = `bad-${order++}`;
    return JSON.stringify(body);
  };

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

  it('about another account’s object gets 404, as about none', async () => {
    const { body: mine } = await florin.call('POST', '/pay', {
      order_id: 'mine',
      amount: 100,
      currency: 'USD',
    });
    const url = `/v1/payments/${mine.id}`;
    assert.equal((await florin.call('GET', url)).status, 200);
    const theirs = await refused({ url, headers: { authorization: `Bearer ${stranger}` } }, 404, 'not_found');
    const none = await refused({ url: '/v1/payments/pay_00000000000000000000000000' }, 404, 'not_found');
    assert.equal(theirs.detail, none.detail);
    // The same order is another one in another account.
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
        const url = operation.path.replace(/(pay|ref|cs|we|evt)_[0-9a-z]{26}/, id);
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

  it(`that is not JSON gets 400: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const payload of [
        '{',
        '{"a":1,}',
        "{'a':1}",
        '',
        ' ',
        'amount=1',
        '{"amount":01}',
        '\u0000',
        '[1,2',
      ]) {
        await refused(send(operation, payload), 400, 'malformed_json');
      }
    }
  });

  it(`that is JSON and no object, or poisons a prototype, gets 400: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const payload of ['null', '[]', '1', '"x"', 'true']) {
        await refused(send(operation, payload), 400, 'invalid_request');
      }
      for (const payload of ['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}'])
        await refused(send(operation, payload), 400, 'malformed_json');
    }
  });

  it(`with an unknown field gets 400 and its name: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      const problem = await refused(
        send(operation, changed(operation, { colour: 'red' })),
        400,
        'invalid_request',
      );
      assert.equal(problem.field, 'colour');
    }
  });

  it(`without a field that is required gets 400 and its name: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const field of requiredFields(operation.schema)) {
        const body: Part = JSON.parse(changed(operation, {}));
        delete body[field];
        const code = CODES[field] ?? 'invalid_request';
        const problem = await refused(send(operation, JSON.stringify(body)), 400, code);
        assert.equal(problem.field, field);
      }
    }
  });

  it(`of another type gets 400 and its name: every field of ${GENERIC}`, async () => {
    for (const operation of posts()) {
      for (const field of Object.keys(operation.body ?? {})) {
        for (const value of [null, 1.5, [], [[]], { a: { b: 1 } }, '', 'x'.repeat(100_000)]) {
          const code = CODES[field] ?? 'invalid_request';
          const answer = await florin.app.inject({
            ...send(operation, changed(operation, { [field]: value })),
            headers: { ...json, authorization: `Bearer ${florin.secretKey}` },
          });
          // Nothing wrong with it; or only that the object of the example is not there.
          if (answer.statusCode < 300 || answer.statusCode === 404) continue;
          assert.equal(answer.statusCode, 400, `${operation.name} ${field} ${answer.body}`);
          // Of the right type, and still nothing that can be: the code may say more.
          const came = answer.json().code;
          if (came !== code)
            assert.ok(operation.problems.has(came), `${operation.name} ${field} ${answer.body}`);
          assert.ok(answer.json().field.startsWith(field), `${operation.name} ${field} ${answer.body}`);
        }
      }
    }
  });

  it('with an amount that is none gets amount_invalid', async () => {
    for (const operation of posts().filter(({ body }) => body !== undefined && 'amount' in body)) {
      for (const amount of [
        '0',
        '-1',
        '1.5',
        '1e-3',
        '1000000000000',
        '1e300',
        '"100"',
        'null',
        'true',
        '-0',
        '[100]',
        '9007199254740993',
      ]) {
        const payload = changed(operation, { amount: 4242 }).replace('4242', amount);
        const problem = await refused(send(operation, payload), 400, 'amount_invalid');
        assert.equal(problem.field, 'amount');
      }
      const most = await florin.call(
        operation.method as 'POST',
        operation.path,
        changed(operation, { amount: 999_999_999_999 }),
      );
      assert.notEqual(most.body.field, 'amount', JSON.stringify(most.body));
    }
  });

  it('with a currency that is none gets currency_unknown', async () => {
    for (const operation of posts().filter(({ body }) => body !== undefined && 'currency' in body)) {
      for (const currency of [
        'usd',
        'Usd',
        'US',
        'USDD',
        'ABC',
        'XXX',
        'XAU',
        'XTS',
        '',
        ' USD',
        840,
        null,
      ]) {
        const problem = await refused(
          send(operation, changed(operation, { currency })),
          400,
          'currency_unknown',
        );
        assert.equal(problem.field, 'currency');
      }
    }
  });

  it(`with NUL or half a surrogate in a value or a name gets 400: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const text of ['a\\u0000b', '\\u0000', '\\ud800', 'x\\udc00y', '\\udc00\\ud800']) {
        for (const member of [
          `"description":"${text}"`,
          `"metadata":{"a":"${text}"}`,
          `"metadata":{"${text}":"a"}`,
          `"${text}":1`,
        ]) {
          const whole = changed(operation, { description: undefined, metadata: undefined });
          await refused(
            send(operation, `${whole.slice(0, -1)}${whole === '{}' ? '' : ','}${member}}`),
            400,
            'invalid_request',
          );
        }
      }
    }
    // A whole pair, and a NUL that is spelled out, are text.
    const text = '\\ud83d\\ude00 \\\\u0000';
    const paid = await florin.call(
      'POST',
      '/pay',
      `{"order_id":"pair","amount":1,"currency":"USD","description":"${text}"}`,
    );
    assert.equal(paid.status, 200, JSON.stringify(paid.body));
    assert.equal(paid.body.description, '😀 \\u0000');
  });

  it(`over 256 KiB gets 413, with its length said or not: ${GENERIC} with a body`, async () => {
    const address = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    for (const operation of posts()) {
      await refused(
        send(operation, changed(operation, { description: 'x'.repeat(256 * 1024) })),
        413,
        'body_too_large',
      );
      const chunks = async function* () {
        yield Buffer.from('{"description":"');
        for (let chunk = 0; chunk < 300; chunk++) yield Buffer.alloc(1024, 'x');
        yield Buffer.from('"}');
      };
      const answer = await fetch(address + operation.path, {
        method: operation.method,
        headers: { ...json, authorization: `Bearer ${florin.secretKey}` },
        body: chunks() as never,
        duplex: 'half',
      } as RequestInit);
      assert.equal(answer.status, 413);
      assert.equal(((await answer.json()) as Part).code, 'body_too_large');
    }
  });

  it(`of another content type gets 415: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      const payload = JSON.stringify(operation.body);
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/xml',
        'multipart/form-data; boundary=x',
        'application/jsonx',
        'nonsense',
      ]) {
        await refused(send(operation, payload, { 'content-type': type }), 415, 'unsupported_media_type');
      }
      await refused(send(operation, payload, {}), 415, 'unsupported_media_type');
    }
  });

  it(`without a body gets 400: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      await refused({ method: operation.method, url: operation.path }, 400, 'invalid_request');
      await refused({ method: operation.method, url: operation.path, headers: json }, 400, 'malformed_json');
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
    for (const url of [
      '/',
      '/v1',
      '/v1/',
      '/v1/payment',
      '/pay/',
      '//pay',
      '/v1/payments/x/y/z',
      '/../etc/passwd',
      '/v1/payments/',
    ])
      await refused({ url }, 404, 'not_found');
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
    await refused({ method: 'OPTIONS', url: '/nowhere' }, 404, 'not_found');
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

/** Fields whose faults have a code of their own. */
const CODES: Record<string, string> = { amount: 'amount_invalid', currency: 'currency_unknown' };

function operationOf(path: string, method: string, operation: Part, document: Part): Operation {
  const [content] = Object.values<Part>(operation.requestBody?.content ?? {});
  const examples = new Map<string, string>(
    (operation.parameters ?? []).map((parameter: Part) => [parameter.name, parameter.example]),
  );
  return {
    method: method.toUpperCase() as Operation['method'],
    path: path.replace(/\{(\w+)\}/g, (_, name) => String(examples.get(name))),
    name: operation.operationId,
    body: content?.example,
    schema: { ...operation, body: content?.schema, document },
    hasParameters: path.includes('{'),
    problems: new Set(
      operation.responses['400']?.content['application/problem+json'].schema.allOf[1].properties.code.enum,
    ),
  };
}

function requiredFields({ body }: Part): string[] {
  return body?.required ?? [];
}
