import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { makeLiveAccount } from '../cards/testing.ts';
import { openTestProvider, proofKey, type TestProvider } from '../oauth/testing.ts';
import type { Platform } from '../platform.ts';
import { ID } from './call.ts';
import { AGREED, type Word } from './testing.ts';

const REVISION = '2026-07-28';
const elicitation = { elicitation: { form: {} } };

describe('what an agent’s program may try', () => {
  let florin: TestProvider;
  let token: string;
  before(async () => {
    florin = await openTestProvider();
    token = await florin.token('payments:read payments:write');
  });
  after(() => florin.close());

  interface Sent {
    readonly by?: Platform;
    readonly headers?: Record<string, string>;
    readonly method?: string;
  }
  /** Sends a message as it is, and nothing of what a client would do. */
  const send = async (params: object, { by = florin, headers, method = 'tools/call' }: Sent = {}) => {
    const answer = await by.app.inject({
      ...{ method: 'POST', url: '/mcp' },
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': REVISION,
        'mcp-method': method,
        ...('name' in params ? { 'mcp-name': String(params.name) } : {}),
        ...headers,
      },
      payload: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: envelope } }),
    });
    const type = String(answer.headers['content-type']);
    const body = /json/.test(type) ? answer.json() : answer.body;
    return { status: answer.statusCode, headers: answer.headers, body };
  };
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': elicitation,
  };
  const call = (args: object, more: object = {}, sent: Sent = {}) =>
    send({ name: 'call_operation', arguments: args, ...more }, sent);
  const pay = (order_id: string) => ({ operation: 'pay', body: { order_id, amount: 100, currency: 'USD' } });
  const agreed = (requestState: string, word: Word = AGREED) => ({ requestState, inputResponses: { word } });
  const bearer = (other: string) => ({ headers: { authorization: `Bearer ${other}` } });
  const question = async (args: object, sent: Sent = {}): Promise<string> => {
    const { body } = await call(args, {}, sent);
    assert.equal(body.result?.resultType, 'input_required', JSON.stringify(body));
    return body.result.requestState;
  };
  const payments = async (order: string) =>
    (await florin.call('GET', `/v1/payments?order_id=${encodeURIComponent(order)}`)).body.data;
  /** What the tool said. */
  const textOf = ({ body }: { body: { result?: { content?: [{ text: string }] } } }): string =>
    body.result?.content?.[0].text ?? assert.fail(JSON.stringify(body));

  it('comes to nothing without a credential, and is told where to get one', async () => {
    const metadata = `${florin.url}/.well-known/oauth-protected-resource/mcp`;
    for (const headers of [
      { authorization: '' },
      { authorization: 'Bearer nothing' },
      { authorization: `Basic ${token}` },
      { authorization: `DPoP ${token}` },
      { authorization: '', 'florin-account': florin.account, 'mcp-session-id': randomUUID() },
    ] as Record<string, string>[]) {
      const { status, headers: said, body } = await send({}, { headers, method: 'tools/list' });
      assert.deepEqual([status, body.code], [401, 'unauthorized'], JSON.stringify(headers));
      assert.match(
        String(said['www-authenticate']),
        new RegExp(`^(Bearer|DPoP) .*resource_metadata="${metadata}"$`),
      );
    }
    const told = (await (await fetch(metadata)).json()) as Record<string, unknown>;
    assert.deepEqual([told.resource, told.authorization_servers], [`${florin.url}/mcp`, [florin.url]]);
    assert.ok((told.scopes_supported as string[]).includes('payments:write'));
  });

  it('comes to nothing with a token that is bound to a key', async () => {
    const key = await proofKey();
    const grant = { grant_type: 'client_credentials', scope: 'payments:write' };
    const proof = await key.prove('POST', `${florin.url}/oauth/token`);
    const bound = (await florin.post(grant, { headers: { dpop: proof } })).body.access_token;
    assert.ok(bound);
    const dpop = await key.prove('POST', `${florin.url}/mcp`, bound);
    for (const headers of [
      { authorization: `Bearer ${bound}` },
      { authorization: `DPoP ${bound}`, dpop },
    ] as Record<string, string>[]) {
      const { status, body } = await call(pay('bound'), {}, { headers });
      assert.deepEqual([status, body.code], [401, 'unauthorized']);
    }
  });

  it('comes to nothing with a publishable key, which everybody can read', async () => {
    const { status, body } = await call(pay('page'), {}, bearer(florin.publishableKey));
    assert.deepEqual([status, body.code], [403, 'forbidden']);
  });

  it('leads to no other operation by an id', async () => {
    const { body: document } = await florin.call('GET', '/openapi.json');
    const paths = Object.keys(document.paths);
    for (const path of paths.filter((each) => each.endsWith('/{id}')))
      for (const other of paths.filter(
        (each) => each.startsWith(path.replace('{id}', '')) && each !== path,
      )) {
        const [name = ''] = other.slice(path.length - '{id}'.length).split('/');
        if (name !== '{id}') assert.doesNotMatch(name, ID, other);
      }
    const stream = {
      name: 'read_operation',
      arguments: { operation: 'retrieveEvent', path: { id: 'stream' } },
    };
    assert.match(textOf(await send(stream)), /the id of an object/);
  });

  it('leaves no secret in the audit log', async () => {
    const body = {
      note: 'sk_test_abcdefghijklmnop',
      cvc: '987',
      order_id: 'audited',
      amount: 100,
      currency: 'USD',
    };
    const args = { operation: 'pay', body };
    await call(args, agreed(await question(args)));
    const entries = await florin.sql(
      "select detail from audit_entry where act = 'agent.call' order by seq desc limit 1",
    );
    const detail = String(entries[0]?.detail);
    assert.ok(
      detail.includes('audited') && !detail.includes('abcdefghijklmnop') && !detail.includes('987'),
      detail,
    );
  });

  it('does not work from a page of another site', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const { status, body } = await call(pay('page'), {}, { headers: { origin } });
      assert.deepEqual([status, body.code], [403, 'forbidden'], origin);
    }
    assert.equal((await call(pay('page'), {}, { headers: { origin: florin.url } })).status, 200);
  });

  it('is no word where nobody was asked', async () => {
    const { body } = await call(pay('unasked'), { inputResponses: { word: AGREED } });
    assert.equal(body.result.resultType, 'input_required');
    for (const requestState of ['', 'v1.e30.AAAA', `${await question(pay('unasked'))}A`]) {
      const { body: refused } = await call(pay('unasked'), agreed(requestState));
      assert.ok(
        refused.error?.code === -32602 || refused.result?.resultType === 'input_required',
        requestState,
      );
    }
    assert.deepEqual(await payments('unasked'), []);
  });

  it('is no word on another request than the one that was shown', async () => {
    const state = await question(pay('shown'));
    for (const args of [
      pay('not shown'),
      { ...pay('shown'), body: { ...pay('shown').body, amount: 10_000 } },
      { ...pay('shown'), operation: 'createPayment' },
      { ...pay('shown'), idempotency_key: 'another' },
      { operation: 'createRefund', body: { payment: 'pay_1' } },
    ])
      assert.match(textOf(await call(args, agreed(state))), /another request/);
    assert.deepEqual([...(await payments('shown')), ...(await payments('not shown'))], []);
  });

  it('is no word of whoever was asked by another credential', async () => {
    const state = await question(pay('theirs'));
    const other = await florin.call('POST', '/v1/keys', {
      name: 'Other',
      kind: 'secret',
      scopes: ['payments:write'],
    });
    for (const credential of [florin.secretKey, other.body.secret as string]) {
      const { body } = await call(pay('theirs'), agreed(state), bearer(credential));
      assert.equal(body.error?.code, -32602, JSON.stringify(body));
    }
    assert.deepEqual(await payments('theirs'), []);
  });

  it('is done once, however often and wherever the same word is given', async () => {
    const state = await question(pay('twice'));
    const answers = await Promise.all(
      [florin, florin.second, florin, florin.second].map((by) => call(pay('twice'), agreed(state), { by })),
    );
    for (const text of answers.map(textOf))
      assert.match(text, /^\{\s*"status": 200|"idempotency_in_progress"|_unavailable|"overloaded"/);
    let late = '';
    // A busy machine may refuse it for a while.
    while (!/^\{\s*"status": 200/.test(late)) {
      late = textOf(await call(pay('twice'), agreed(state)));
      assert.match(late, /^\{\s*"status": 200|"idempotency_in_progress"|_unavailable|"overloaded"/);
    }
    assert.equal((await payments('twice')).length, 1);
  });

  it('leads to no other address than the operation’s', async () => {
    const { body: payment } = await florin.call('POST', '/v1/payments', pay('path').body);
    for (const id of [
      '..',
      '.',
      '',
      '../refunds',
      `${payment.id}/cancel`,
      '%2e%2e',
      'a\0b',
      `${payment.id}?x=1`,
      '支付',
    ])
      for (const name of ['read_operation', 'call_operation']) {
        const answer = await send({ name, arguments: { operation: 'retrievePayment', path: { id } } });
        if (id.includes('\0')) assert.equal(answer.status, 400, JSON.stringify(answer.body));
        else assert.match(textOf(answer), /needs the path parameter id/, id);
      }
    for (const path of [{}, { ID: payment.id }, { __proto__: { id: payment.id } }])
      assert.match(textOf(await call({ operation: 'cancelPayment', path })), /path parameter/);
    assert.equal((await payments('path'))[0].status, payment.status);
  });

  it('names no operation that does not exist, and no stream', async () => {
    for (const operation of ['nothing', '__proto__', 'constructor', '', '/v1/payments', 'GET /v1/payments'])
      assert.match(textOf(await call({ operation })), /no such operation/, operation);
    for (const operation of ['streamEvents', 'exportAuditLog'])
      assert.match(textOf(await call({ operation }, {}, bearer(florin.secretKey))), /stream or a file/);
    assert.match(textOf(await send({ name: 'read_operation', arguments: pay('read') })), /changes something/);
    assert.deepEqual(await payments('read'), []);
  });

  it('is refused what is malformed or too large', async () => {
    for (const args of [
      {},
      { operation: 'pay', extra: 1 },
      { operation: 'pay', body: [] },
      { operation: 'pay', body: 'text' },
      { operation: 'listPayments', query: { limit: { a: 1 } } },
      { ...pay('key'), idempotency_key: 'a\r\nauthorization: Bearer b' },
    ])
      assert.match(textOf(await call(args)), /Invalid arguments/, JSON.stringify(args));
    for (const query of [{ limit: '1&order_id=x' }, { nothing: 1 }])
      assert.match(textOf(await call({ operation: 'listPayments', query })), /has no query|invalid_request/);
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`n${at}`, 'x'.repeat(400)]));
    const long = { ...pay('long'), body: { ...pay('long').body, metadata } };
    assert.match(textOf(await call(long)), /longer than a person can read/);
    assert.equal((await call({ operation: 'pay', body: { a: 'x'.repeat(300_000) } })).status, 413);
    const numbered = { ...pay('card'), body: { ...pay('card').body, description: '4242424242424242' } };
    assert.equal((await call(numbered)).body.code, 'card_number_refused');
  });

  it('is answered by no fault of ours, whatever it sends', async () => {
    const tool = { name: 'call_operation', arguments: 7 };
    for (const payload of [
      ...[
        'null',
        '7',
        '"x"',
        '[]',
        '[[]]',
        '{}',
        '{"method":7}',
        '{"id":"x","result":null}',
        '{"a":1,"a":2}',
      ],
      JSON.stringify(Array.from({ length: 50 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'ping' }))),
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: null }),
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: tool }),
      JSON.stringify({ jsonrpc: '2.0', id: null, method: 'initialize', params: { capabilities: 7 } }),
    ])
      for (const session of ['x.forms', 'x.none']) {
        const answer = await florin.app.inject({
          ...{ method: 'POST', url: '/mcp', payload },
          headers: {
            ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            ...{ accept: 'application/json, text/event-stream', 'mcp-session-id': session },
          },
        });
        assert.ok(answer.statusCode < 500, `${payload}: ${answer.body}`);
        assert.doesNotMatch(answer.body, /TypeError|node_modules|Cannot read/, payload);
      }
  });

  it('shows a person every sign of what would be sent', async () => {
    const hidden = 'a\u202eb\u0007c\u200bd\u2028e';
    const { body } = await call({ ...pay('seen'), body: { ...pay('seen').body, description: hidden } });
    const { message } = body.result.inputRequests.word.params;
    assert.match(message, /"a\\u\{202e\}b\\u0007c\\u\{200b\}d\\u\{2028\}e"/);
  });

  it('says that money is real where it is', async () => {
    const live = await makeLiveAccount(florin.databaseUrl, florin.rootKey);
    const { body } = await call(pay('real'), {}, bearer(live.secretKey));
    assert.match(body.result.inputRequests.word.params.message, /LIVE account, with real money: acct_/);
    const sandboxed = await call(pay('real'), agreed(body.result.requestState));
    assert.equal(sandboxed.body.error?.code, -32602);
    // What a live account may not do yet is the API's to say.
    const told = JSON.parse(
      textOf(await call(pay('real'), agreed(body.result.requestState), bearer(live.secretKey))),
    );
    assert.notEqual(told.status, 401, JSON.stringify(told));
  });

  it('keeps no request open, and has nothing at other methods', async () => {
    const { body } = await send({ notifications: {} }, { method: 'subscriptions/listen' });
    assert.ok(body.error !== undefined, JSON.stringify(body));
    for (const method of ['GET', 'DELETE'] as const)
      assert.equal((await florin.app.inject({ method, url: '/mcp' })).statusCode, 405);
  });
});
