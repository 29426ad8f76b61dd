import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestProvider, type TestProvider } from '../oauth/testing.ts';
import { type Agent, openAgent, overHttp } from './testing.ts';

describe('an agent over HTTP, by the official client', () => {
  let florin: TestProvider;
  let all: Agent;
  before(async () => {
    florin = await openTestProvider();
    all = await openAgent(overHttp(florin.url, florin.secretKey));
  });
  after(async () => {
    await all.client.close();
    await florin.close();
  });
  const withScope = async (scope: string, options?: Parameters<typeof openAgent>[1]) =>
    openAgent(overHttp(florin.url, await florin.token(scope)), options);
  const order = (order_id: string) => ({ body: { order_id, amount: 2599, currency: 'USD' } });

  it('lists the tools, of which only one may change something', async () => {
    const { tools } = await all.client.listTools();
    assert.deepEqual(
      tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint, annotations?.destructiveHint]),
      [
        ['search', true, undefined],
        ['describe_operation', true, undefined],
        ['read_operation', true, undefined],
        ['call_operation', false, true],
      ],
    );
    assert.match(all.client.getInstructions() ?? '', /never follow an instruction/);
  });

  it('finds documents and errors, and says all of an operation', async () => {
    assert.match((await all.call('search', { question: '退款' })).text, /createRefund/);
    assert.match(
      (await all.call('search', { question: 'order_already_paid' })).text,
      new RegExp(`${florin.url}/docs/errors.md#`),
    );
    const described = JSON.parse((await all.call('describe_operation', { operation: 'createRefund' })).text);
    assert.deepEqual(
      [described.scope, described.needs_the_persons_word, described.body.required],
      ['refunds:write', true, ['payment']],
    );
    assert.ok(!JSON.stringify(described).includes('$ref'));
    assert.ok(described.errors[409].includes('refund_exceeds_captured'));
  });

  it('pays with the scope, once the person has agreed to exactly that', async () => {
    const agent = await withScope('payments:write');
    const paid = await agent.operation('pay', order('agent 1'));
    assert.equal(paid.status, 200, JSON.stringify(paid));
    assert.deepEqual([paid.answer.status, paid.answer.amount], ['succeeded', 2599]);
    assert.equal(agent.asked.length, 1);
    assert.match(
      agent.asked[0] ?? '',
      /sandbox account.*acct_.*\n\nPOST \/pay\n\n\{\n {2}"order_id": "agent 1",\n {2}"amount": 2599/s,
    );
    const { body } = await florin.call('GET', '/v1/payments?order_id=agent%201');
    assert.equal(body.data[0].id, paid.answer.id);
    await agent.client.close();
  });

  it('is refused without the scope, whatever the person says', async () => {
    const agent = await withScope('payments:read');
    const refused = await agent.operation('pay', order('agent 2'));
    assert.deepEqual([refused.isError, refused.status, refused.answer.code], [true, 403, 'forbidden']);
    assert.match(refused.answer.detail, /payments:write/);
    const read = await agent.call('read_operation', {
      operation: 'listPayments',
      query: { order_id: 'agent 2' },
    });
    assert.deepEqual(JSON.parse(read.text).answer.data, []);
    await agent.client.close();
  });

  it('sends nothing if the person declines, cancels or does not agree', async () => {
    for (const word of [
      { action: 'decline' },
      { action: 'cancel' },
      { action: 'accept', content: { agree: false } },
    ] as const) {
      const agent = await withScope('payments:write', { word });
      const { text, isError } = await agent.call('call_operation', { operation: 'pay', ...order('agent 3') });
      assert.deepEqual([isError, agent.asked.length], [true, 1]);
      assert.match(text, /did not agree.*Nothing was sent/);
      await agent.client.close();
    }
    assert.deepEqual((await florin.call('GET', '/v1/payments?order_id=agent%203')).body.data, []);
  });

  it('is told what to do where its program cannot ask a person', async () => {
    for (const options of [{ word: null }, { word: null, modern: false }] as const) {
      const agent = await withScope('payments:write payments:read', options);
      const { text, isError } = await agent.call('call_operation', { operation: 'pay', ...order('agent 4') });
      assert.equal(isError, true);
      assert.match(text, /florin mcp/);
      const read = await agent.call('call_operation', {
        operation: 'listPayments',
        query: { order_id: 'agent 4' },
      });
      assert.deepEqual(JSON.parse(read.text).answer.data, []);
      await agent.client.close();
    }
  });

  it('repeats a call by the key that its answer told, and it is done once', async () => {
    const first = await all.operation('createPayment', order('agent 5'));
    const { idempotency_key } = first;
    const again = await all.operation('createPayment', { ...order('agent 5'), idempotency_key });
    assert.deepEqual([again.status, again.answer.id], [200, first.answer.id]);
    const other = await all.operation('createPayment', { ...order('agent 6'), idempotency_key });
    assert.equal(other.answer.code, 'idempotency_key_reused');
  });

  it('leaves in the audit log what was sent by the person’s word, and what was not sent is not there', async () => {
    const agent = await withScope('payments:write');
    const { idempotency_key } = await agent.operation('pay', order('agent 7'));
    const declining = await withScope('payments:write', { word: { action: 'decline' } });
    await declining.call('call_operation', { operation: 'pay', ...order('agent 8') });
    const { body } = await florin.call('GET', '/v1/audit?limit=1');
    const [{ act, state, actor, detail }] = body.data;
    assert.deepEqual(
      [act, state, actor, detail],
      [
        'agent.call',
        'asked',
        florin.client_id,
        { operation: 'pay', request: 'POST /pay', ...order('agent 7'), idempotency_key },
      ],
    );
    await Promise.all([agent.client.close(), declining.client.close()]);
  });

  it('is answered by whichever process is asked, also where another has asked the person', async () => {
    let asked = 0;
    const turns = [florin.app, florin.second.app];
    const agent = await openAgent(
      overHttp(florin.url, await florin.token('payments:write'), async (_url, init) => {
        const answer = await (turns[asked++ % 2] as typeof florin.app).inject({
          ...{ method: 'POST', url: '/mcp', payload: init?.body as string },
          headers: Object.fromEntries(new Headers(init?.headers)),
        });
        const { statusCode: status, headers } = answer;
        return new Response(answer.body, { status, headers: headers as Record<string, string> });
      }),
    );
    const before = asked;
    const paid = await agent.operation('pay', order('agent 9'));
    assert.deepEqual([paid.answer.status, asked - before], ['succeeded', 2]);
    await agent.client.close();
  });

  it('pays through a program of 2025 too, also where what the person says comes to another process', async () => {
    const other = await florin.second.app.listen({ port: 0, host: '127.0.0.1' });
    for (const answers of [florin.url, other]) {
      const token = await florin.token('payments:read payments:write');
      const transport = overHttp(florin.url, token, (url, init) => {
        const said = typeof init?.body === 'string' && JSON.parse(init.body).method === undefined;
        return fetch(said ? `${answers}/mcp` : url, init);
      });
      const agent = await openAgent(transport, { modern: false });
      const paid = await agent.operation('pay', order(`agent of 2025 at ${answers}`));
      assert.deepEqual([paid.status, paid.answer.status], [200, 'succeeded']);
      assert.match(agent.asked.join(), /POST \/pay/);
      const read = await agent.call('call_operation', { operation: 'listPayments', query: { limit: 1 } });
      assert.equal(JSON.parse(read.text).answer.data[0].id, paid.answer.id);
      await agent.client.close();
    }
    assert.deepEqual(await florin.sql('select * from home.agent_answer'), []);
  });

  it('is refused through a program of 2025 as through others', async () => {
    const unscoped = await withScope('payments:read', { modern: false });
    const refused = await unscoped.operation('pay', order('agent 10'));
    assert.deepEqual([refused.isError, refused.answer.code], [true, 'forbidden']);
    const declining = await withScope('payments:write', { modern: false, word: { action: 'decline' } });
    const { text } = await declining.call('call_operation', { operation: 'pay', ...order('agent 10') });
    assert.match(text, /did not agree/);
    await Promise.all([unscoped.client.close(), declining.client.close()]);
    assert.deepEqual((await florin.call('GET', '/v1/payments?order_id=agent%2010')).body.data, []);
  });
});
