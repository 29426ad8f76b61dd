import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestProvider, type TestProvider } from '../oauth/testing.ts';
import { openTestPlatform } from '../testing.ts';
import { AGREED } from './testing.ts';

describe('the word of a person, where a program of 2025 asks for it', () => {
  let florin: TestProvider;
  let token: string;
  before(async () => {
    florin = await openTestProvider();
    token = await florin.token('payments:read payments:write');
  });
  after(() => florin.close());
  const pay = (order_id: string) => ({ operation: 'pay', body: { order_id, amount: 100, currency: 'USD' } });
  const payments = async (order: string) =>
    (await florin.call('GET', `/v1/payments?order_id=${encodeURIComponent(order)}`)).body.data;

  it('is heard from nobody else than who was asked', async () => {
    const older = async (body: object, credential = token, session = 'x.forms') =>
      fetch(`${florin.url}/mcp`, {
        method: 'POST',
        headers: {
          ...{ authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
          ...{ accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
          'mcp-session-id': session,
        },
        body: JSON.stringify({ jsonrpc: '2.0', ...body }),
      });
    const params = { name: 'call_operation', arguments: pay('older') };
    const asked = await older({ id: 7, method: 'tools/call', params });
    const stream = (asked.body ?? assert.fail()).pipeThrough(new TextDecoderStream()).getReader();
    const [, question = ''] = /"id":"([0-9a-f-]{36})"/.exec((await stream.read()).value ?? '') ?? [];
    assert.ok(question);
    const other = await florin.call('POST', '/v1/keys', {
      name: 'X',
      kind: 'secret',
      scopes: ['payments:write'],
    });
    // A session's id is no credential, whoever has it.
    assert.equal((await older({ id: question, result: AGREED }, 'nothing')).status, 401);
    for (const said of [AGREED, AGREED])
      assert.equal((await older({ id: question, result: said }, other.body.secret)).status, 202);
    // Nor is what is no question, or no answer.
    for (const id of ['x', `${question}'`, 7]) await older({ id, result: AGREED });
    assert.deepEqual(await payments('older'), []);
    await older({ id: question, result: { action: 'decline' } });
    let text = '';
    for (let part = await stream.read(); !part.done; part = await stream.read()) text += part.value;
    assert.match(text, /"id":7.*did not agree/s);
    // What is said twice, or too late, is not heard.
    await older({ id: question, result: AGREED });
    assert.deepEqual(await payments('older'), []);
    // More than ten at once are not asked.
    const many = await Promise.all(
      Array.from({ length: 11 }, (_, n) => older({ id: 20 + n, method: 'tools/call', params })),
    );
    const isStream = ({ headers }: Response) => /event-stream/.test(headers.get('content-type') ?? '');
    assert.equal(many.filter(isStream).length, 10);
    for (const answer of many)
      if (isStream(answer)) await answer.body?.cancel();
      else assert.match(await answer.text(), /questions wait for a person already/);
    // Without the session of a program that can ask, it is told so.
    const silent = await (await older({ id: 8, method: 'tools/call', params }, token, 'x.none')).text();
    assert.match(silent, /cannot ask one/);
  });

  it('is not waited for by a server that closes: nothing is sent, and the program is told', async () => {
    const closing = await openTestPlatform();
    const url = await closing.app.listen({ port: 0, host: '127.0.0.1' });
    const asked = await fetch(`${url}/mcp`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${closing.secretKey}`, 'content-type': 'application/json' },
        ...{ accept: 'application/json, text/event-stream', 'mcp-session-id': 'x.forms' },
      },
      body: JSON.stringify({
        ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
        params: { name: 'call_operation', arguments: pay('closing') },
      }),
    });
    await Promise.all([closing.close(), asked.text().then((text) => assert.match(text, /Nothing was sent/))]);
  });
});
