import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type Agent, openAgent } from '../../../server/src/mcp/testing.ts';
import { openTestProvider, type TestProvider } from '../../../server/src/oauth/testing.ts';
import { nowhere, openTerminal, type Terminal } from './testing.ts';

const MAIN = resolve(import.meta.dirname, '../main.ts');
type Options = Parameters<typeof openAgent>[1];

describe('florin mcp, by the official client', () => {
  let florin: TestProvider;
  let terminal: Terminal;
  before(async () => {
    florin = await openTestProvider();
    terminal = await openTerminal({ FLORIN_BASE_URL: florin.url });
  });
  after(async () => {
    await terminal.close();
    await florin.close();
  });
  const withAgent = async (token: string, options: Options, use: (agent: Agent) => Promise<void>) => {
    const env = {
      ...{ PATH: process.env.PATH ?? '', HOME: terminal.folder, XDG_CONFIG_HOME: terminal.folder },
      ...{ FLORIN_BASE_URL: florin.url, FLORIN_SECRET_KEY: token },
    };
    const transport = new StdioClientTransport({
      ...{ command: process.execPath, args: [MAIN, 'mcp'], env, cwd: terminal.folder, stderr: 'inherit' },
    });
    const agent = await openAgent(transport, options);
    try {
      await use(agent);
    } finally {
      await agent.client.close();
    }
  };
  const keyWith = async (...scopes: string[]): Promise<string> =>
    (await florin.call('POST', '/v1/keys', { name: 'Agent', kind: 'secret', scopes })).body.secret;
  const pay = (order_id: string) => ({ body: { order_id, amount: 2599, currency: 'USD' } });
  const payments = async (order: string) =>
    (await florin.call('GET', `/v1/payments?order_id=${order}`)).body.data;

  for (const modern of [true, false])
    it(`lists the tools and pays with the scope, for a program of ${modern ? 2026 : 2025}`, async () => {
      const key = await keyWith('payments:read', 'payments:write');
      await withAgent(key, { modern }, async (agent) => {
        const { tools } = await agent.client.listTools();
        assert.deepEqual(
          tools.map(({ name }) => name),
          ['search', 'describe_operation', 'read_operation', 'call_operation'],
        );
        assert.match(agent.client.getInstructions() ?? '', /Florin is a payment platform/);
        const paid = await agent.operation('pay', pay(`stdio-${modern}`));
        assert.deepEqual([paid.status, paid.answer.status], [200, 'succeeded']);
        assert.match(agent.asked.join('\n'), /POST \/pay/);
        const again = await agent.operation('pay', {
          ...pay(`stdio-${modern}`),
          idempotency_key: paid.idempotency_key,
        });
        assert.equal(again.answer.id, paid.answer.id);
      });
      assert.equal((await payments(`stdio-${modern}`)).length, 1);
    });

  it('is refused without the scope, and where the person does not agree', async () => {
    await withAgent(await keyWith('payments:read'), {}, async (agent) => {
      const refused = await agent.operation('pay', pay('unscoped'));
      assert.deepEqual([refused.isError, refused.answer.code], [true, 'forbidden']);
    });
    const key = await keyWith('payments:read', 'payments:write');
    for (const modern of [true, false])
      await withAgent(key, { modern, word: { action: 'decline' } }, async (agent) => {
        const { text, isError } = await agent.call('call_operation', {
          operation: 'pay',
          ...pay('declined'),
        });
        assert.ok(isError);
        assert.match(text, /did not agree/);
      });
    assert.deepEqual([...(await payments('unscoped')), ...(await payments('declined'))], []);
  });

  it('says what to do where the program cannot ask a person, and reads without one', async () => {
    const key = await keyWith('payments:read', 'payments:write');
    for (const modern of [true, false])
      await withAgent(key, { modern, word: null }, async (agent) => {
        const { text, isError } = await agent.call('call_operation', { operation: 'pay', ...pay('silent') });
        assert.ok(isError);
        assert.match(text, /a person has to agree.*elicitation/s);
        const read = await agent.call('read_operation', { operation: 'listPayments', query: { limit: 1 } });
        assert.equal(JSON.parse(read.text).status, 200);
      });
    assert.deepEqual(await payments('silent'), []);
  });

  it('ends with a sentence where there is no Florin, or its key is not taken', async () => {
    for (const [settings, status, says] of [
      [{ FLORIN_BASE_URL: await nowhere(), FLORIN_SECRET_KEY: florin.secretKey }, 4, /No answer from/],
      [{ FLORIN_SECRET_KEY: `sk_test_${'x'.repeat(32)}` }, 3, /The key came from FLORIN_SECRET_KEY/],
    ] as const) {
      const ran = await terminal.run(['mcp'], settings);
      assert.deepEqual([ran.status, ran.stdout], [status, ''], ran.stderr);
      assert.match(ran.stderr, says);
    }
    const typed = await terminal.run(['mcp', '--key', '-'], {}, florin.secretKey);
    assert.equal(typed.status, 2);
    assert.match(typed.stderr, /standard input is for the agent/);
  });
});
