import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keptVectors } from '../../../sdks/vectors/source/files.ts';
import { gathered } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';

describe('the vectors of problems', () => {
  const { codes, cases } = keptVectors('problems');
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());
  const kept = (start: string) => cases.find(({ name }) => name.startsWith(start)) ?? assert.fail(start);

  it('have every code of the catalogue with its status', () => {
    assert.deepEqual(
      codes.map(({ code, status }) => [code, status]),
      Object.entries(gathered.problems).map(([code, { status }]) => [code, status]),
    );
  });

  it('may be repeated where the catalogue tells to try again with the same key, and nowhere else', () => {
    const told = Object.entries(gathered.problems).filter(
      ([, { status, advice }]) =>
        status === 408 || /same Idempotency-Key|after Retry-After|Retry-After seconds/.test(advice),
    );
    assert.deepEqual(
      codes.filter(({ may_be_repeated }) => may_be_repeated).map(({ code }) => code),
      told.map(([code]) => code),
    );
  });

  for (const [start, ask] of [
    [
      'a refusal has its code',
      () => florin.call('POST', '/pay', { order_id: '1', amount: 100, currency: 'ABC' }),
    ],
    [
      'a wrong key',
      () => florin.call('GET', '/v1/payments', undefined, { authorization: 'Bearer sk_test_wrong' }),
    ],
    [
      'a declined payment',
      () =>
        florin.call('POST', '/pay', {
          order_id: '2',
          amount: 100,
          currency: 'USD',
          payment_method: 'tok_declined',
        }),
    ],
    [
      'the key was used with another body',
      async () => {
        const pay = (order_id: string) =>
          florin.call(
            'POST',
            '/pay',
            { order_id, amount: 100, currency: 'USD' },
            { 'idempotency-key': 'one' },
          );
        await pay('3');
        return pay('4');
      },
    ],
  ] as const)
    it(`are what a server answers: ${start}`, async () => {
      const came = await ask();
      const { answer, error } = kept(start);
      const told = JSON.parse(answer.body);
      assert.equal(came.status, answer.status);
      assert.equal(
        came.headers['content-type'],
        answer.headers['content-type' as keyof typeof answer.headers],
      );
      assert.ok('request-id' in came.headers);
      for (const member of Object.keys(told)) assert.ok(member in came.body, member);
      for (const member of ['code', 'title', 'type', 'status'])
        assert.equal(came.body[member], told[member], member);
      assert.equal(came.body.code, error.code);
      assert.equal(came.body.field ?? null, error.field);
    });
});
