import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { changedBody, expectProblem, json, type Operation, readOperations, requestOf } from './testing.ts';

const GENERIC = 'each operation of the document';
const NUMBER = '4539578763621486';
let orders = 0;
const order = () => ({ order_id: `text ${orders++}`, amount: 100, currency: 'USD' });

describe('text that comes in', () => {
  let florin: TestPlatform;
  let operations: Operation[];
  let port: number;

  before(async () => {
    florin = await openTestPlatform();
    operations = await readOperations(florin);
    await florin.app.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = florin.app.server.address() as { port: number });
  });
  after(() => florin.close());

  const posts = () => operations.filter(({ body }) => body !== undefined);
  const problemOf = (
    body: string | Buffer,
    status: number,
    code: string,
    headers: Record<string, string> = json,
    url = '/pay',
  ) => expectProblem(florin, { method: 'POST', url, headers, payload: body }, status, code);

  /** What the server answers to these very bytes. */
  const raw = async (...parts: (string | Buffer)[]): Promise<{ status: number; text: string }> => {
    const socket = connect(port, '127.0.0.1');
    socket.end(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    await once(socket, 'close');
    return { status: Number(text.split(' ')[1]), text };
  };

  it(`that is no UTF-8 gets 400, so that two orders do not become one: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      const [before, behind] = changedBody(operation, { colour: 'HERE' }).split('HERE') as [string, string];
      for (const bytes of [[0xff], [0xc0, 0xae], [0xe8, 0xae], [0xed, 0xa0, 0x80]]) {
        const payload = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(behind)]);
        await expectProblem(
          florin,
          { method: operation.method, url: operation.path, headers: json, payload },
          400,
          'malformed_json',
        );
      }
    }
  });

  it(`in another charset or packed gets 415: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const headers of [
        { 'content-type': 'application/json; charset=utf-16' },
        { 'content-type': 'application/json; charset="latin1"' },
        { 'content-type': 'application/json;CHARSET=gbk' },
        { ...json, 'content-encoding': 'gzip' },
        { ...json, 'content-encoding': 'identity, br' },
      ])
        await expectProblem(
          florin,
          requestOf(operation, changedBody(operation, {}), headers as Record<string, string>),
          415,
          'unsupported_media_type',
        );
    }
    for (const type of [
      'application/json; charset=utf-8',
      'application/json;charset=UTF-8',
      'application/json; charset="utf8"',
    ]) {
      const paid = await florin.call('POST', '/pay', order(), {
        'content-type': type,
        'content-encoding': 'identity',
      });
      assert.equal(paid.status, 200, JSON.stringify(paid.body));
    }
  });

  it('with a member twice gets 400 and its name', async () => {
    const twice = '{"order_id":"a","amount":1,"amount":100000,"currency":"USD"}';
    assert.equal((await problemOf(twice, 400, 'malformed_json')).field, 'amount');
    const inside = '{"order_id":"a","amount":1,"currency":"USD","metadata":{"a":"1","\\u0061":"2"}}';
    assert.equal((await problemOf(inside, 400, 'malformed_json')).field, 'a');
  });

  it('with a number that would be rounded gets 400 and its name', async () => {
    for (const number of ['1.0000000000000000001', '9007199254740993', '1e999']) {
      const paying = `{"order_id":"a","amount":${number},"currency":"USD"}`;
      assert.equal((await problemOf(paying, 400, 'amount_invalid')).field, 'amount');
      const clock = `{"advance_seconds":${number}}`;
      const problem = await problemOf(clock, 400, 'invalid_request', json, '/v1/sandbox/clock');
      assert.equal(problem.field, 'advance_seconds');
    }
  });

  it('that goes deeper than anything gets 400', async () => {
    for (const payload of ['['.repeat(100_000), `${'['.repeat(90)}${']'.repeat(90)}`])
      await problemOf(payload, 400, 'malformed_json');
  });

  it('with __proto__ for a name of metadata is kept and given back everywhere', async () => {
    const metadata = '{"__proto__":"a","constructor":"b","line\\nbreak":"c"}';
    const paid = await florin.call(
      'POST',
      '/v1/payments',
      `{"order_id":"proto","amount":100,"currency":"USD","payment_method":"tok_visa","confirm":true,"metadata":${metadata}}`,
    );
    assert.equal(paid.status, 200, JSON.stringify(paid.body));
    const wanted = Object.entries(JSON.parse(metadata)).sort();
    const held = (metadata: object) => assert.deepEqual(Object.entries(metadata).sort(), wanted);
    held(paid.body.metadata);
    held((await florin.call('GET', `/v1/payments/${paid.body.id}`)).body.metadata);
    held((await florin.call('GET', '/v1/payments?order_id=proto')).body.data[0].metadata);
    held((await florin.call('GET', `/v1/events?object=${paid.body.id}`)).body.data[0].data.metadata);
    const refund = await florin.call(
      'POST',
      '/v1/refunds',
      `{"payment":"${paid.body.id}","metadata":${metadata}}`,
    );
    held((await florin.call('GET', `/v1/refunds/${refund.body.id}`)).body.metadata);
    const session = await florin.call(
      'POST',
      '/v1/checkout_sessions',
      `{"order_id":"proto session","amount":1,"currency":"USD","success_url":"https://a.example","cancel_url":"https://a.example","metadata":${metadata}}`,
    );
    held((await florin.call('GET', `/v1/checkout_sessions/${session.body.id}`)).body.metadata);
    const endpoint = await florin.call(
      'POST',
      '/v1/webhook_endpoints',
      `{"url":"https://a.example","events":["*"],"metadata":${metadata}}`,
    );
    held((await florin.call('GET', `/v1/webhook_endpoints/${endpoint.body.id}`)).body.metadata);
    assert.equal(({} as Record<string, unknown>).a, undefined);
  });

  it('as metadata is held to its lengths, whatever is in a name', async () => {
    for (const metadata of [
      { ['x'.repeat(41)]: 'a' },
      { 'a\nb': { c: 1 } },
      { 'a\nb': 'x'.repeat(501) },
      { '\u2028': [] },
    ]) {
      const problem = await problemOf(JSON.stringify({ ...order(), metadata }), 400, 'invalid_request');
      assert.match(problem.field, /^metadata/);
    }
  });

  it('in a query is as well formed as in a body', async () => {
    const lists = operations.filter(
      ({ method, schema }) =>
        method === 'GET' && schema.parameters?.some((parameter: { in: string }) => parameter.in === 'query'),
    );
    assert.ok(lists.length >= 6);
    for (const { path, schema } of lists) {
      for (const { name } of schema.parameters.filter(
        (parameter: { in: string }) => parameter.in === 'query',
      )) {
        for (const text of ['%00', 'a%00b', '%ff', '%c0%ae', '%ed%a0%80', '%zz', '%']) {
          await expectProblem(florin, { url: `${path}?${name}=${text}` }, 400, 'invalid_request');
        }
      }
      for (const query of ['%00=1', 'a=1?%ff'])
        await expectProblem(florin, { url: `${path}?${query}` }, 400, 'invalid_request');
    }
    const twice = await expectProblem(
      florin,
      { url: '/v1/payments?limit=1&limit=2' },
      400,
      'invalid_request',
    );
    assert.equal(twice.detail, 'limit must be sent once');
    for (const { path } of [
      { path: '/checkout/a/b/%00' },
      { path: '/checkout/a/b/%00/state' },
      { path: '/v1/events/%00' },
    ])
      assert.equal(
        (await florin.app.inject({ url: path, headers: { authorization: `Bearer ${florin.secretKey}` } }))
          .statusCode,
        404,
      );
  });

  it('in an address is ASCII', async () => {
    const answer = await raw(
      'GET /v1/payments?order_id=',
      '订单',
      ` HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${florin.secretKey}\r\nConnection: close\r\n\r\n`,
    );
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /"code":"invalid_request"/);
  });

  it('in a header that counts once comes once', async () => {
    const body = JSON.stringify(order());
    const lines: Record<string, string> = {
      Host: 'x',
      Authorization: `Bearer ${florin.secretKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': 'one',
      'Content-Length': String(body.length),
      Connection: 'close',
    };
    for (const twice of ['Host', 'Authorization', 'Content-Type', 'Idempotency-Key']) {
      const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
      const answer = await raw(
        'POST /pay HTTP/1.1\r\n',
        ...head,
        `${twice.toLowerCase()}: ${lines[twice]}\r\n\r\n`,
        body,
      );
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, /"code":"invalid_request"/);
    }
  });

  it('that is a card number is taken in no field that is not for one, and never repeated', async () => {
    const session = { ...order(), success_url: 'https://a.example', cancel_url: 'https://a.example' };
    const cases: [url: string, body: object, field: string][] = [
      ...[NUMBER, '4539 5787 6362 1486', '4242-4242-4242-4242'].flatMap(
        (number): [string, object, string][] => [
          ['/pay', { ...order(), order_id: number }, 'order_id'],
          ['/pay', { ...order(), description: `card ${number}, please` }, 'description'],
          ['/pay', { ...order(), metadata: { note: number } }, 'metadata/note'],
          ['/pay', { ...order(), metadata: { [number]: 'note' } }, 'metadata/[hidden]'],
          ['/pay', { ...order(), payment_method: number }, 'payment_method'],
          ['/pay', { ...order(), [number]: 1 }, '[hidden]'],
          [
            '/v1/payments',
            { ...order(), return_url: `https://a.example/${number.replaceAll(' ', '-')}` },
            'return_url',
          ],
          ['/v1/refunds', { payment: 'pay_x', reason: number }, 'reason'],
          [
            '/v1/checkout_sessions',
            { ...session, line_items: [{ name: number, quantity: 1, amount: 100 }] },
            'line_items/0/name',
          ],
          [
            '/v1/webhook_endpoints',
            { url: 'https://a.example', events: ['*'], description: number },
            'description',
          ],
          ['/v1/tokens', { card: { number, exp_month: 1, exp_year: 2030, cvc: number } }, 'card/cvc'],
        ],
      ),
    ];
    for (const [url, body, field] of cases) {
      const problem = await problemOf(JSON.stringify(body), 400, 'card_number_refused', json, url);
      assert.equal(problem.field, field);
      // An id may happen to have eight digits in a row.
      const shown = JSON.stringify({ ...problem, request_id: null });
      assert.ok(!/\d{4}[ -]?\d{4}/.test(shown), shown);
    }
    await problemOf(
      '{"order_id":"\\u0034539578763621486","amount":1,"currency":"USD"}',
      400,
      'card_number_refused',
    );
    const key = await problemOf(JSON.stringify(order()), 400, 'card_number_refused', {
      ...json,
      'idempotency-key': NUMBER,
    });
    assert.equal(key.field, 'Idempotency-Key');
    for (const url of [
      `/v1/payments?order_id=${NUMBER}`,
      `/v1/payments?${NUMBER}=1`,
      `/v1/checkout_sessions?order_id=4539+5787+6362+1486`,
    ])
      assert.ok(
        !JSON.stringify(await expectProblem(florin, { url }, 400, 'card_number_refused')).includes('5787'),
      );
    for (const url of [`/v1/payments/${NUMBER}`, `/v1/${NUMBER}`])
      assert.ok(
        !JSON.stringify(
          await expectProblem(
            florin,
            { url },
            404,
            url.includes('payments') ? 'not_found' : 'address_unknown',
          ),
        ).includes(NUMBER),
      );
    for (const order_id of ['A4539578763621486', '20260214123456782', '4539578763621487'])
      assert.equal((await florin.call('POST', '/pay', { ...order(), order_id })).status, 200);
  });

  it('that names no real time gets 400 wherever a time is asked for, and a leap second is a time', async () => {
    const endpoint = await florin.call('POST', '/v1/webhook_endpoints', {
      url: 'https://a.example',
      events: ['*'],
    });
    const replay = `/v1/webhook_endpoints/${endpoint.body.id}/replay`;
    for (const time of [
      '2026-02-30T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '1970-01-01T00:00:00Z',
      '9999-01-01T00:00:00Z',
      '2026-01-01',
    ]) {
      for (const field of ['created_from', 'created_before']) {
        const problem = await expectProblem(
          florin,
          { url: `/v1/payments?${field}=${time}` },
          400,
          'invalid_request',
        );
        assert.match(problem.detail, /must be a time such as 2030-01-31T09:00:00Z/);
      }
      const problem = await problemOf(JSON.stringify({ since: time }), 400, 'invalid_request', json, replay);
      assert.equal(problem.field, 'since');
    }
    const leap = '2016-12-31T23:59:60Z';
    for (const field of ['created_from', 'created_before'])
      assert.equal((await florin.call('GET', `/v1/payments?${field}=${leap}`)).status, 200);
    assert.equal((await florin.call('POST', replay, { since: leap })).status, 202);
  });
});
