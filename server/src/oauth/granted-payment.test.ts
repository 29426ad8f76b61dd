import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Visitor } from '../identity/testing.ts';
import type { Platform } from '../platform.ts';
import { type Answer, untilAnswered } from '../testing.ts';
import { follow, newCode, owner, REDIRECT_URI, request } from './pages/testing.ts';
import { openTestProvider, type TestProvider, withinASecond } from './testing.ts';

const AT_ONCE = 20;

describe('one payment that a person grants (RFC 9396)', () => {
  let florin: TestProvider;
  let visitor: Visitor;
  before(async () => {
    florin = await openTestProvider({ channelTimeoutMs: 500 });
    visitor = await owner(florin);
  });
  after(() => florin.close());

  const detail = (changes: object = {}) => ({ type: 'payment', amount: 5000, currency: 'EUR', ...changes });
  const asking = (changes: object = {}) => ({
    scope: '',
    authorization_details: JSON.stringify([detail(changes)]),
  });
  const tokens = async (changes: object = {}) => {
    const { status, body } = await florin.post(await newCode(florin, visitor, asking(changes)));
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const bearer = async (changes: object = {}) => `Bearer ${(await tokens(changes)).access_token}`;
  const order = (changes: object = {}) => ({
    ...{ order_id: randomUUID(), amount: 5000, currency: 'EUR' },
    ...changes,
  });
  const pay = (authorization: string, body: object, key?: string) =>
    florin.call('POST', '/pay', body, {
      authorization,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    });
  const refused = ({ status, body }: Answer, code: string, field?: string) => {
    assert.deepEqual([status, body.code, body.field], [403, code, field], JSON.stringify(body));
    assert.deepEqual(body.granted, detail());
  };

  it('is told to them in words, with its amount, in their language', async () => {
    const page = await follow(florin, visitor, request(florin, asking()).url);
    assert.match(page.body, /take one payment of up to 50\.00 EUR, and nothing else/);
    assert.match(page.body, /holds for an hour/);
    assert.doesNotMatch(page.body, /capture|while you are away/);
    const path = /action="([^"?]+)/.exec(page.body)?.[1];
    assert.match((await visitor.get(`${path}?lang=zh`)).body, /发起一笔付款，金额不超过 50\.00 EUR/);
    const yen = asking({ amount: 5000, currency: 'JPY', order_id: 'A <b>7</b>' });
    const { body } = await follow(florin, visitor, request(florin, yen).url);
    assert.match(
      body,
      /up to 5000 JPY for the order \u2068A &#60;b>7|up to 5000 JPY for the order \u2068A &#60;b&#62;7/,
    );
  });

  it('is made once, for no more, and shown to the app in its token', async () => {
    const { access_token, scope, refresh_token, authorization_details } = await tokens();
    assert.deepEqual([scope, refresh_token, authorization_details], [undefined, undefined, [detail()]]);
    const authorization = `Bearer ${access_token}`;
    const first = await pay(authorization, order({ amount: 4999 }));
    assert.deepEqual([first.status, first.body.amount], [200, 4999], JSON.stringify(first.body));
    const again = await pay(authorization, order({ amount: 1 }));
    refused(again, 'payment_grant_used');
    assert.equal(again.body.payment_id, first.body.id);
    const seen = await florin.post({ token: access_token }, { path: '/oauth/introspect' });
    assert.deepEqual(seen.body.authorization_details, [detail()]);
  });

  it('is not made for more, in another currency or for another order; then it can still be made', async () => {
    const authorization = await bearer({ order_id: 'A-7' });
    const granted = detail({ order_id: 'A-7' });
    for (const [changes, field] of [
      [{ amount: 5001 }, 'amount'],
      [{ currency: 'USD' }, 'currency'],
      [{ order_id: 'A-8' }, 'order_id'],
    ] as const)
      for (const path of ['/pay', '/v1/payments']) {
        const body = { ...order({ order_id: 'A-7' }), ...changes };
        const { status, body: problem } = await florin.call('POST', path, body, { authorization });
        assert.deepEqual([status, problem.code, problem.field], [403, 'payment_not_granted', field]);
        assert.deepEqual(problem.granted, granted);
      }
    assert.equal((await pay(authorization, order({ order_id: 'A-7' }))).status, 200);
  });

  it('is made by /v1/payments too, and what was refused for another reason has not used it', async () => {
    const authorization = await bearer();
    const create = (body: object) => florin.call('POST', '/v1/payments', body, { authorization });
    const unknown = await create({ ...order(), payment_method: 'tok_nothing', confirm: true });
    assert.equal(unknown.body.code, 'payment_method_unknown');
    const taken = await florin.call('POST', '/pay', order({ order_id: 'taken' }));
    const held = await create({ ...order({ order_id: 'taken' }), payment_method: 'tok_visa', confirm: true });
    assert.deepEqual([held.status, held.body.code], [409, 'order_already_paid']);
    // Whose payment that is, is no concern of the app.
    assert.ok(!JSON.stringify(held.body).includes(taken.body.id));
    const made = await create({ ...order(), payment_method: 'tok_visa', confirm: true });
    assert.deepEqual([made.status, made.body.status], [200, 'succeeded'], JSON.stringify(made.body));
    refused(await create(order()), 'payment_grant_used');
  });

  it('is answered the same for the same idempotency key', async () => {
    const authorization = await bearer();
    const wanted = order();
    const first = await pay(authorization, wanted, 'once');
    assert.equal(first.status, 200);
    assert.deepEqual((await pay(authorization, wanted, 'once')).body, first.body);
    assert.equal((await pay(authorization, order(), 'once')).body.code, 'idempotency_key_reused');
    refused(await pay(authorization, wanted, 'twice'), 'payment_grant_used');
  });

  it('is all that the token may do: it sees that payment, and no other', async () => {
    const authorization = await bearer();
    const ask = (method: 'GET' | 'POST', path: string, body?: object) =>
      florin.call(method, path, body, { authorization });
    const other = await florin.call('POST', '/v1/payments', order({ order_id: 'other' }));
    const made = await ask('POST', '/v1/payments', order());
    assert.equal(made.status, 200, JSON.stringify(made.body));
    assert.equal((await ask('GET', `/v1/payments/${made.body.id}`)).body.id, made.body.id);
    assert.equal((await ask('GET', `/v1/payments/${other.body.id}`)).status, 404);
    for (const [method, path, body] of [
      ['GET', '/v1/payments'],
      ['GET', '/v1/balances'],
      ['GET', '/v1/events'],
      ['POST', `/v1/payments/${made.body.id}/confirm`, { payment_method: 'tok_visa' }],
      ['POST', `/v1/payments/${other.body.id}/confirm`, { payment_method: 'tok_visa' }],
      ['POST', `/v1/payments/${other.body.id}/cancel`, {}],
      ['POST', '/v1/refunds', { payment: made.body.id }],
    ] as const)
      assert.equal((await ask(method, path, body)).status, 403, path);
  });

  it('is made once by twenty that ask at the same time, at two processes', async () => {
    for (const sameOrder of [false, true]) {
      const authorization = await bearer();
      const wanted = order();
      const ask = (by: Platform) =>
        untilAnswered(async (key) => {
          const answer = await by.app.inject({
            ...{ method: 'POST', url: '/pay', headers: { authorization, ...key } },
            payload: sameOrder ? wanted : order(),
          });
          return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
        });
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => ask(n % 2 === 0 ? florin : florin.second)),
      );
      const paid = answers.filter(({ status }) => status === 200);
      assert.equal(paid.length, 1, JSON.stringify(answers.map(({ body }) => body.code ?? body.status)));
      for (const answer of answers) if (answer !== paid[0]) refused(answer, 'payment_grant_used');
    }
  });

  it('stays used while the fate of the payment is unknown, and when it was declined', async () => {
    for (const [payment_method, status] of [
      ['tok_timeout_approved', 202],
      ['tok_declined', 402],
    ] as const) {
      const authorization = await bearer();
      const first = await pay(authorization, order({ payment_method }));
      assert.equal(first.status, status, JSON.stringify(first.body));
      refused(await pay(authorization, order()), 'payment_grant_used');
    }
  });

  it('ends when the person takes it back, which their page shows', async () => {
    const authorization = await bearer();
    const page = await visitor.get('/account/apps');
    assert.match(page.body, /take one payment of up to 50\.00 EUR/);
    const [, path] = /action="(\/account\/apps\/grt_[^"?]+)/.exec(page.body) as RegExpExecArray;
    const form = /name="form" value="([^"]+)/.exec(page.body)?.[1] as string;
    await visitor.post(path as string, { form });
    await withinASecond(async () => (await pay(authorization, order())).status === 401);
  });

  it('is asked of nobody where it is not one payment, or comes with scopes', async () => {
    const told = async (fields: Record<string, string>) => {
      const { location = '' } = await visitor.get(request(florin, fields).url);
      assert.ok(location.startsWith(REDIRECT_URI), location);
      return new URL(location).searchParams.get('error');
    };
    const details = (text: string) => told({ scope: '', authorization_details: text });
    for (const text of [
      '{',
      '{}',
      '["payment"]',
      JSON.stringify([detail(), detail()]),
      JSON.stringify([detail({ type: 'account' })]),
      JSON.stringify([detail({ amount: 0 })]),
      JSON.stringify([detail({ amount: 1.5 })]),
      JSON.stringify([detail({ amount: '5000' })]),
      JSON.stringify([detail({ amount: 1e12 })]),
      JSON.stringify([detail({ currency: 'XXX' })]),
      JSON.stringify([detail({ currency: 'eur' })]),
      JSON.stringify([detail({ order_id: '' })]),
      JSON.stringify([detail({ creditor: 'me' })]),
      '[{"type":"payment","amount":1,"amount":5000,"currency":"EUR"}]',
    ])
      assert.equal(await details(text), 'invalid_authorization_details', text);
    // An address with a card number is refused as such.
    const card = { ...request(florin).fields, ...asking({ order_id: '4242 4242 4242 4242' }) };
    const { body: pushed } = await florin.post(card, { path: '/oauth/par' });
    assert.equal(pushed.error, 'invalid_authorization_details');
    const both = { ...asking(), scope: 'payments:read' };
    assert.equal(await told(both), 'invalid_authorization_details');
    const own = { grant_type: 'client_credentials', ...asking() };
    assert.equal((await florin.post(own)).body.error, 'invalid_authorization_details');
  });

  it('is granted anew each time, and to no app that may make none', async () => {
    await bearer();
    const page = await follow(florin, visitor, request(florin, asking()).url);
    assert.match(page.body, /take one payment/, 'nobody has agreed to another');
    const wanted = { name: 'Reads', redirect_uris: [REDIRECT_URI], scopes: ['payments:read'] };
    const { body: app } = await florin.call('POST', '/v1/apps', wanted);
    const { location = '' } = await visitor.get(request(florin, { ...asking(), client_id: app.id }).url);
    assert.equal(new URL(location).searchParams.get('error'), 'invalid_authorization_details');
    // Nor does what was granted, for an hour, go on with each time that the person signs in.
    await florin.post(await newCode(florin, visitor, { ...asking(), scope: 'openid' }));
    const login = request(florin, { scope: 'openid', resource: `${florin.url}/v1` });
    const { location: back = '' } = await follow(florin, visitor, login.url);
    const { status, body } = await florin.post({
      ...{ grant_type: 'authorization_code', code: new URL(back).searchParams.get('code') as string },
      ...{ redirect_uri: REDIRECT_URI, code_verifier: login.verifier },
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal((await pay(`Bearer ${body.access_token}`, order())).status, 403);
  });

  it('needs the scope payments:write of whoever grants it, as long as it holds', async () => {
    const authorization = await bearer();
    await florin.sql(
      `update membership set role = 'read_only' where person_id =
      (select person_id from person where email = $1)`,
      [florin.developer.email],
    );
    await florin.sql('update identity_revision set revision = revision + 1');
    try {
      await withinASecond(async () => (await pay(authorization, order())).status === 403);
      const page = await follow(florin, visitor, request(florin, asking()).url);
      assert.match(page.body, /None of your accounts fits/);
    } finally {
      await florin.sql(`update membership set role = 'owner'`);
      await florin.sql('update identity_revision set revision = revision + 1');
    }
  });
});
