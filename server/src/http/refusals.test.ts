import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import { gathered } from '../modules.ts';
import { openLog } from '../platform.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { UNLISTED } from './problems.ts';
import { buildServer } from './server.ts';
import { type Operation, readOperations } from './testing.ts';

describe('refusals', () => {
  let florin: TestPlatform;
  let operations: Operation[];
  before(async () => {
    florin = await openTestPlatform();
    operations = await readOperations(florin);
  });
  after(() => florin.close());

  const listed = (name: string) => operations.find((operation) => operation.name === name)?.problems;

  it('of a field with a code of its own are listed wherever there is such a field', async () => {
    const { body: payment } = await florin.call('POST', '/v1/payments', {
      order_id: 'transfer',
      amount: 100,
      currency: 'USD',
      payment_method: 'bank_transfer',
      confirm: true,
    });
    const currency = await florin.call('GET', '/v1/payments?currency=usd');
    assert.deepEqual([currency.status, currency.body.code], [400, 'currency_unknown']);
    assert.ok(listed('listPayments')?.has('currency_unknown'));
    const amount = await florin.call('POST', `/v1/sandbox/payments/${payment.id}/simulate`, {
      action: 'bank_receive',
      amount: 1_000_000_000_000,
    });
    assert.deepEqual([amount.status, amount.body.code], [400, 'amount_invalid']);
    assert.ok(listed('simulatePayer')?.has('amount_invalid'));
  });

  it('that the document does not list leave a line in the log, which fails the test that asked', async () => {
    const lines: string[] = [];
    const log = openLog('error', { write: (line) => void lines.push(line) });
    const app = buildServer({
      log,
      clock: systemClock,
      authenticate: () => null,
      problems: gathered.problems,
    });
    const operation = {
      operationId: 'refuse',
      tag: 'Sandbox',
      summary: 'Refuse',
      description: 'Refuses.',
      answers: { 204: { description: 'Never.' } },
      problems: ['session_not_open'],
    } as const;
    app.get('/:code', { config: { scope: 'none', operation } }, async (request) => {
      throw new Problem((request.params as { code: 'session_not_open' }).code);
    });
    for (const code of ['session_not_open', 'balance_insufficient'])
      assert.equal((await app.inject(`/${code}`)).json().code, code);
    assert.equal(lines.length, 1);
    assert.ok(lines[0]?.includes(UNLISTED) && lines[0].includes('balance_insufficient'));
    await app.close();
  });

  it('of a limit name it: a whole number from 1 to 100, written as such and once', async () => {
    for (const limit of [
      '0',
      '101',
      '-1',
      '05',
      '1.5',
      '1e1',
      '%201',
      '',
      'ten',
      '99999999999999999999',
      '1&limit=1',
    ]) {
      for (const list of ['payments', 'refunds', 'reversals', 'events', 'checkout_sessions']) {
        const { status, body } = await florin.call('GET', `/v1/${list}?limit=${limit}`);
        assert.deepEqual(
          [status, body.code, body.field],
          [400, 'invalid_request', 'limit'],
          `${list} ${limit}`,
        );
      }
    }
    for (const limit of [1, 100])
      assert.equal((await florin.call('GET', `/v1/payments?limit=${limit}`)).status, 200);
  });

  it('of metadata come for a name over 40 characters, a value over 500, and more than 50 of them', async () => {
    const ask = async (metadata: object, order_id: string) =>
      (await florin.call('POST', '/pay', { order_id, amount: 1, currency: 'USD', metadata })).status;
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`note ${n}`, 'x']));
    assert.equal(await ask({ ['n'.repeat(41)]: 'x' }, 'name'), 400);
    assert.equal(await ask({ n: 'x'.repeat(501) }, 'value'), 400);
    assert.equal(await ask(many(51), 'many'), 400);
    assert.equal(await ask({ ['n'.repeat(40)]: 'x'.repeat(500) }, 'most'), 200);
    assert.equal(await ask(many(50), 'most of them'), 200);
  });
});
