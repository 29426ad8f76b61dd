/** People who act on `/v1` through the pages, with the cookie of their session. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type AccountId, idFromUuid, uuidOf } from '../../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, GOOD_PASSWORD, Visitor } from '../testing.ts';

const OWN = { origin: 'http://127.0.0.1:4242', 'sec-fetch-site': 'same-origin' };

describe('a session on /v1', () => {
  let florin: TestPlatform;
  let people = 0;
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, streams: { heartbeatMs: 100, stalledMs: 1000 } });
  });
  after(() => florin.close());

  /** A member of the merchant's organization who has signed in. */
  const member = async (role: string) => {
    const email = `member-${++people}@shop.example`;
    await addPerson(florin, email);
    await florin.sql(
      `insert into membership (organization_id, id, person_id, role, created_at)
       select a.organization_id, $2, p.person_id, $3, now() from account a, person p
       where p.email = $1 and a.account_id = $4`,
      [email, randomUUID(), role, uuidOf(florin.account as AccountId)],
    );
    const browser = new Visitor(florin, { address: `192.0.2.${people}` });
    assert.equal((await browser.signIn(email, GOOD_PASSWORD)).status, 303);
    return { email, browser };
  };
  const ask = async (
    { cookies }: Visitor,
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    headers: Record<string, string> = {},
    body?: object,
  ) => {
    const answer = await florin.app.inject({
      ...{ method, url },
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        'florin-account': florin.account,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() };
  };
  const order = () => ({ order_id: randomUUID(), amount: 100, currency: 'USD' });

  it('does what the role may, with the account that is named', async () => {
    const { browser } = await member('developer');
    const paid = await ask(browser, 'POST', '/pay', OWN, order());
    assert.equal(paid.status, 200, JSON.stringify(paid.body));
    assert.equal((await florin.call('GET', `/v1/payments/${paid.body.id}`)).status, 200);
    assert.equal((await ask(browser, 'GET', '/v1/payments')).body.data[0].id, paid.body.id);
    const { status, body } = await ask((await member('support')).browser, 'POST', '/pay', OWN, order());
    assert.deepEqual([status, body.detail.includes('payments:write')], [403, true]);
  });

  it('is refused where another site may have made the browser ask', async () => {
    const { browser } = await member('owner');
    const evil = 'https://evil.example';
    for (const headers of [
      {},
      { origin: evil },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:4243' },
      // The name under which the browser asks, and another scheme.
      { origin: 'https://pay.example', host: 'pay.example' },
      { origin: evil, 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { ...OWN, origin: evil },
      { ...OWN, 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const before = await florin.sql('select from payment');
      const { status, body } = await ask(browser, 'POST', '/pay', headers, order());
      assert.deepEqual([status, body.code], [403, 'forbidden'], JSON.stringify(headers));
      assert.match(body.detail, /pages of this site alone/);
      assert.equal((await florin.sql('select from payment')).length, before.length);
    }
    const named = { origin: 'http://pay.example', host: 'pay.example' };
    for (const headers of [OWN, { origin: OWN.origin }, named, { 'sec-fetch-site': 'same-origin' }] as Record<
      string,
      string
    >[])
      assert.equal((await ask(browser, 'POST', '/pay', headers, order())).status, 200);
    assert.equal((await ask(browser, 'GET', '/v1/payments', { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await ask(browser, 'GET', '/v1/payments', { origin: evil })).status, 403);
    assert.equal((await ask(browser, 'DELETE', `/v1/organization/members/x`)).status, 403);
  });

  it('is refused without the header that no other site can send', async () => {
    const { browser } = await member('owner');
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await florin.app.inject({
      method: 'GET',
      url: '/v1/payments',
      headers: { cookie, ...OWN },
    });
    assert.equal(answer.statusCode, 401);
    for (const url of ['/v1/tokens', '/v1/payments', '/pay']) {
      const { headers } = await florin.app.inject({
        ...{ method: 'OPTIONS', url },
        headers: {
          ...{ origin: 'https://evil.example', 'access-control-request-method': 'POST' },
          'access-control-request-headers': 'florin-account',
        },
      });
      assert.doesNotMatch(String(headers['access-control-allow-headers']), /florin-account|\*/i, url);
      assert.equal(headers['access-control-allow-credentials'], undefined);
    }
  });

  it('opens no account of others, and does not tell which there are', async () => {
    const { browser } = await member('owner');
    const [foreign, closed] = [
      `insert into account (account_id, organization_id, environment, name, fee_basis_points, fee_fixed, negative_limit, created_at)
       values ($1, $2, 'sandbox', 'Others', 0, 0, 0, now())`,
      `insert into account (account_id, organization_id, environment, name, fee_basis_points, fee_fixed, negative_limit, created_at, closed_at)
       select $1, organization_id, 'sandbox', 'Closed', 0, 0, 0, now(), now() from membership limit 1`,
    ];
    const [others, over] = ['0199b6a5-6f77-7aaa-8aaa-000000000001', '0199b6a5-6f77-7aaa-8aaa-000000000002'];
    await florin.sql(foreign as string, [others, randomUUID()]);
    await florin.sql(closed as string, [over]);
    const answers = [];
    for (const account of [
      ...[idFromUuid('acct', others as string), idFromUuid('acct', over as string)],
      ...[idFromUuid('acct', '0199b6a5-6f77-7aaa-8aaa-000000000003'), 'acct_x', '', 'null'],
    ]) {
      const { status, body } = await ask(browser, 'GET', '/v1/payments', { 'florin-account': account });
      answers.push([status, body.code, body.detail]);
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(answers[0]?.[0], 403);
  });

  it('follows a change of role, and the removal of the member, at once', async () => {
    const [{ browser: boss }, { browser, email }] = [await member('owner'), await member('developer')];
    const may = async () => (await ask(browser, 'POST', '/pay', OWN, order())).status;
    assert.equal(await may(), 200);
    const { body } = await ask(boss, 'GET', '/v1/organization/members');
    const { id } = body.data.find((each: { email: string }) => each.email === email);
    const path = `/v1/organization/members/${id}`;
    assert.equal((await ask(boss, 'POST', path, OWN, { role: 'support' })).status, 200);
    assert.equal(await may(), 403);
    assert.equal((await ask(browser, 'GET', '/v1/payments')).status, 200);
    assert.equal((await ask(boss, 'DELETE', path, OWN)).status, 204);
    assert.equal((await ask(browser, 'GET', '/v1/payments')).status, 403);
    assert.equal(await browser.isSignedIn(), true, 'they are still a person who has signed in');
  });

  it('is refused after signing out, also for whoever has taken the cookie', async () => {
    const { browser } = await member('owner');
    const thief = new Visitor(florin);
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
    assert.equal((await ask(thief, 'GET', '/v1/payments')).status, 200);
    await browser.submit('/account', {}, '/logout');
    const { status, body } = await ask(thief, 'GET', '/v1/payments');
    assert.deepEqual([status, body.code], [401, 'unauthorized']);
    assert.match(body.detail, /session has ended/);
    thief.cookies.set('florin', 'x'.repeat(43));
    assert.equal((await ask(thief, 'POST', '/pay', OWN, order())).status, 401);
  });

  it('gives way to a key, which is judged by itself', async () => {
    const { browser } = await member('support');
    const key = { authorization: `Bearer ${florin.secretKey}` };
    assert.equal((await ask(browser, 'POST', '/pay', key, order())).status, 200);
    const wrong = { authorization: 'Bearer sk_test_wrong' };
    assert.equal((await ask(browser, 'GET', '/v1/payments', wrong)).status, 401);
  });

  it('has idempotency keys of its own', async () => {
    const [one, other] = [await member('owner'), await member('owner')];
    const key = { ...OWN, 'idempotency-key': randomUUID() };
    const first = await ask(one.browser, 'POST', '/v1/sandboxes', key, { name: 'First' });
    const again = await ask(one.browser, 'POST', '/v1/sandboxes', key, { name: 'First' });
    assert.equal(again.body.id, first.body.id);
    const second = await ask(other.browser, 'POST', '/v1/sandboxes', key, { name: 'First' });
    assert.equal(second.status, 200);
    assert.notEqual(second.body.id, first.body.id);
  });

  it('follows events until the member is removed', async () => {
    const { browser, email } = await member('read_only');
    const base = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    const response = await fetch(`${base}/v1/events/stream`, {
      headers: {
        cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '),
        'florin-account': florin.account,
      },
    });
    assert.equal(response.status, 200);
    await florin.sql(
      'delete from membership m using person p where p.person_id = m.person_id and p.email = $1',
      [email],
    );
    // The stream ends by itself.
    await response.text();
  });
});
