import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { InjectOptions } from 'fastify';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import {
  changedBody,
  expectProblem,
  json,
  makeObjects,
  type Operation,
  objectOf,
  type Part,
  readOperations,
  requestOf,
} from './testing.ts';

const GENERIC = 'each operation of the document';
let orders = 0;

describe('a bad body', () => {
  let florin: TestPlatform;
  let operations: Operation[];

  before(async () => {
    florin = await openTestPlatform();
    operations = await readOperations(florin);
  });
  after(() => florin.close());

  const refused = (options: InjectOptions, status: number, code: string) =>
    expectProblem(florin, options, status, code);
  const posts = () => operations.filter(({ body }) => body !== undefined);

  it(`that is not JSON gets 400: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const payload of [
        '{',
        '{"a":1,}',
        "{'a':1}",
        ' ',
        'amount=1',
        '{"amount":01}',
        '\u0000',
        '[1,2',
      ]) {
        await refused(requestOf(operation, payload), 400, 'malformed_json');
      }
    }
  });

  it('is told what its field must be', async () => {
    const told = async (path: string, body: object) => (await florin.call('POST', path, body)).body.detail;
    const paid = { order_id: 'hint', amount: 100, currency: 'USD' };
    assert.match(
      await told('/pay', { ...paid, amount: '2599' }),
      /^amount must be a whole number of minor units/,
    );
    assert.match(
      await told('/pay', { ...paid, currency: 'usd' }),
      /^currency must be three upper-case letters/,
    );
    assert.match(
      await told('/v1/sandbox/payments/pay_x/simulate', { action: 'bank_recal' }),
      /^action must be one of .*bank_recall/,
    );
  });

  it(`that is JSON and no object, or would poison a prototype, gets 400: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const payload of ['null', '[]', '1', '"x"', 'true']) {
        await refused(requestOf(operation, payload), 400, 'invalid_request');
      }
      for (const payload of ['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}'])
        await refused(requestOf(operation, payload), 400, 'invalid_request');
    }
  });

  it(`with an unknown field gets 400 and its name: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      const problem = await refused(
        requestOf(operation, changedBody(operation, { colour: 'red' })),
        400,
        'invalid_request',
      );
      assert.equal(problem.field, 'colour');
    }
  });

  it(`without a field that is required gets 400 and its name: ${GENERIC} with a body`, async () => {
    for (const operation of posts()) {
      for (const field of requiredFields(operation.schema)) {
        const body: Part = JSON.parse(changedBody(operation, {}));
        delete body[field];
        const code = CODES[field] ?? 'invalid_request';
        const problem = await refused(requestOf(operation, JSON.stringify(body)), 400, code);
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
            ...requestOf(operation, changedBody(operation, { [field]: value })),
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
        const payload = changedBody(operation, { amount: 4242 }).replace('4242', amount);
        const problem = await refused(requestOf(operation, payload), 400, 'amount_invalid');
        assert.equal(problem.field, 'amount');
      }
      const most = await florin.call(
        operation.method as 'POST',
        operation.path,
        changedBody(operation, { amount: 999_999_999_999 }),
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
          requestOf(operation, changedBody(operation, { currency })),
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
          const whole = changedBody(operation, { description: undefined, metadata: undefined });
          await refused(
            requestOf(operation, `${whole.slice(0, -1)}${whole === '{}' ? '' : ','}${member}}`),
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
        requestOf(operation, changedBody(operation, { description: 'x'.repeat(256 * 1024) })),
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
        await refused(requestOf(operation, payload, { 'content-type': type }), 415, 'unsupported_media_type');
      }
      await refused(requestOf(operation, payload, {}), 415, 'unsupported_media_type');
    }
  });

  it('that is empty gets 400 where one is needed', async () => {
    for (const operation of posts().filter(({ bodyRequired }) => bodyRequired)) {
      await refused({ method: operation.method, url: operation.path }, 400, 'invalid_request');
      await refused({ method: operation.method, url: operation.path, headers: json }, 400, 'malformed_json');
      await refused(requestOf(operation, ''), 400, 'malformed_json');
    }
  });

  it('that is empty counts as {} where nothing has to be said, with a content type or without', async () => {
    const ask = async (url: string, headers: Record<string, string>, payload?: string) => {
      const answer = await florin.app.inject({
        method: 'POST',
        url,
        headers: { ...headers, authorization: `Bearer ${florin.secretKey}` },
        ...(payload === undefined ? {} : { payload }),
      });
      return { status: answer.statusCode, body: answer.json() };
    };
    const willing = operations.filter(({ method, bodyRequired }) => method === 'POST' && !bodyRequired);
    assert.deepEqual(willing.map(({ name }) => name).sort(), [
      'cancelPayment',
      'capturePayment',
      'expireCheckoutSession',
      'resetSandbox',
      'revokeInvitation',
      'revokeKey',
      'revokeSignatureKey',
      'rollAppSecret',
      'rollKey',
      'rotateWebhookSecret',
      'updateWebhookEndpoint',
    ]);
    for (const headers of [{}, json, { ...json, 'content-length': '0' }]) {
      const objects = await makeObjects(florin);
      for (const { name, path } of willing) {
        const id = objectOf(objects, name, path) as string;
        const keyed = { ...headers, 'idempotency-key': `empty ${orders++}` };
        const url = path.replace(/(?<=\/)[a-z]+_[0-9a-z]{26}/, id);
        const first = await ask(url, keyed);
        assert.equal(first.status, 200, `${name}: ${JSON.stringify(first.body)}`);
        // The same request, as its key knows it.
        const again = await ask(url, { ...json, 'idempotency-key': keyed['idempotency-key'] }, '{}');
        assert.deepEqual([again.status, again.body.id], [200, first.body.id], name);
      }
    }
  });
});

/** Fields whose faults have a code of their own. */
const CODES: Record<string, string> = { amount: 'amount_invalid', currency: 'currency_unknown' };

function requiredFields({ body }: Part): string[] {
  return body?.required ?? [];
}
