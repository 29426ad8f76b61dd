import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../database/index.ts';
import { until } from '../events/testing.ts';
import { makeObjects, objectOf, readOperations } from '../http/testing.ts';
import { openLog, openPlatform } from '../platform.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { sweepBeyond } from './sweeps.ts';

interface Entry {
  readonly id: string;
  readonly request: string;
  readonly [name: string]: unknown;
}

let orders = 0;
const order = (rest: object = {}) => ({ order_id: `log ${++orders}`, amount: 100, currency: 'USD', ...rest });

/** What the list has for a query, as soon as it has as many. */
async function listed(florin: TestPlatform, query: string, least = 1): Promise<Entry[]> {
  return until(async () => {
    const { status, body } = await florin.call('GET', `/v1/request_log?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.data.length >= least && body.data;
  });
}

describe('the request log', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform({ requestLogPerSecond: 10_000 });
  });
  after(() => florin.close());

  it('has what was asked, what was answered, who asked, and which objects it was about', async () => {
    const headers = { 'idempotency-key': 'log-1', 'user-agent': 'a shop/1.0' };
    const paid = await florin.call('POST', '/v1/payments', order(), headers);
    const [entry] = await listed(florin, `object=${paid.body.id}`);
    assert.equal(entry?.request, paid.headers['request-id']);
    const { id, request, answered_at, milliseconds, actor, ...rest } = entry as Entry;
    assert.deepEqual(rest, {
      ...{ object: 'logged_request', operation: 'createPayment', method: 'POST', path: '/v1/payments' },
      ...{
        status: 200,
        code: null,
        address: '127.0.0.1',
        user_agent: 'a shop/1.0',
        idempotency_key: 'log-1',
      },
      ...{ about: [paid.body.id], skipped: 0 },
    });
    assert.match(String(actor), /^key_/);
    assert.ok(Number(milliseconds) >= 0 && Math.abs(Date.parse(String(answered_at)) - Date.now()) < 60_000);
    for (const name of [id, request]) {
      const { body } = await florin.call('GET', `/v1/request_log/${name}`);
      assert.equal(JSON.parse(body.request_body).order_id, `log ${orders}`);
      assert.deepEqual(JSON.parse(body.answer_body), paid.body);
    }
    const refund = await florin.call('POST', '/v1/refunds', { payment: paid.body.id });
    assert.equal(
      (await listed(florin, `object=${paid.body.id}`, 2))[0]?.request,
      refund.headers['request-id'],
    );
  });

  it('finds refusals by outcome, status, code and operation, also those for want of a scope', async () => {
    const declined = await florin.call('POST', '/pay', order({ payment_method: 'tok_declined' }));
    const [entry] = await listed(florin, 'outcome=refused&code=payment_declined&status=402&operation=pay');
    assert.equal(entry?.request, declined.headers['request-id']);
    assert.deepEqual(entry?.about, [declined.body.payment.id]);
    const restricted = await florin.call('POST', '/v1/keys', {
      ...{ name: 'Reads', kind: 'secret', scopes: ['payments:read'] },
    });
    const authorization = `Bearer ${restricted.body.secret}`;
    const forbidden = await florin.call('POST', '/v1/refunds', {}, { authorization });
    assert.equal(forbidden.status, 403);
    const [refused] = await listed(florin, 'code=forbidden');
    assert.deepEqual(
      [refused?.request, refused?.actor, refused?.status],
      [forbidden.headers['request-id'], restricted.body.id, 403],
    );
    const malformed = await florin.call('POST', '/pay', '{"order_id": ');
    assert.equal((await listed(florin, 'code=malformed_json'))[0]?.request, malformed.headers['request-id']);
    assert.equal((await florin.call('GET', '/v1/request_log?outcome=failed')).status, 400);
    assert.equal((await florin.call('GET', '/v1/request_log?request=pay_1')).status, 400);
    assert.equal((await florin.call('GET', '/v1/request_log/req_1')).status, 404);
  });

  it('has no secret and no card number, of whatever operation', async () => {
    const objects = await makeObjects(florin);
    for (const operation of await readOperations(florin)) {
      const { method, name, path, body } = operation;
      if (path.endsWith('/stream')) continue;
      const url = path.replace(/[a-z]+_[0-9a-z]{26}/, (id) => objectOf(objects, name, path) ?? id);
      await florin.app.inject({
        ...{ method, url, headers: { authorization: `Bearer ${florin.secretKey}` } },
        ...(body === undefined ? {} : { payload: body }),
      });
    }
    const card = { number: '4242424242424242', exp_month: 1, exp_year: 2030, cvc: '739' };
    await florin.call('POST', '/pay', order({ payment_method: { type: 'card', card } }));
    await florin.call('POST', '/pay', {
      ...order(),
      cvv: 739,
      Card_Number: ['9998', '9998'],
      password: { a: 'hunter2' },
    });
    await florin.call('POST', '/v1/payments?note=4242424242424242', order());
    for (const query of [
      'order_id=4242%204242%204242%204242',
      'q=4242+4242+4242+4242',
      'w=%34242424242424242',
      'x=order%2D4242%2D4242%2D4242%2D4242',
    ])
      await florin.call('GET', `/v1/payments?${query}&cvc=hunter2&access_token=hunter2`);
    await florin.call('GET', `/v1/payments/${'hunter2'.repeat(7)}`);
    const names = [
      'card_cvc',
      'cvv_code',
      'cvn',
      'api_key',
      'private_key',
      'signing_secret',
      'old_password',
      'cvc ',
    ];
    for (const name of names)
      await florin.call('POST', '/pay', {
        ...order(),
        [name]: 'hunter2',
        url: 'https://me:hunter2@shop.example',
      });
    const make = async (path: string, body: object) => (await florin.call('POST', path, body)).body;
    const session = { ...order(), success_url: 'https://shop.example/', cancel_url: 'https://shop.example/' };
    const invited = { email: 'somebody@shop.example', role: 'support' };
    const secrets = [
      (await make('/v1/keys', { name: 'For a test', kind: 'secret' })).secret,
      (await make('/v1/apps', { name: 'For a test' })).client_secret,
      (await make('/v1/sandboxes', { name: 'For a test' })).secret_key,
      (await make('/v1/webhook_endpoints', { url: 'https://shop.example/', events: ['*'] })).secret,
      (await make('/v1/organization/invitations', invited)).accept_url,
      (await make('/v1/payments', order({ payment_method: 'tok_challenge', confirm: true }))).next_action.url,
      (await make('/v1/checkout_sessions', session)).url,
    ].map((secret: string) => secret.slice(-20));
    await listed(florin, 'operation=createCheckoutSession&status=200');
    const rows = await florin.sql('select l::text as row from logged_request l');
    const kept = rows.map(({ row }) => row).join('\n');
    for (const secret of [
      ...secrets,
      '4242424242424242',
      '"739',
      ':739',
      'hunter2',
      '"9998"',
      '4242 4242',
      '4242%204242',
      '4242+4242',
      '-4242-4242',
    ])
      assert.ok(!kept.includes(secret), `${secret} is in the log`);
    assert.doesNotMatch(kept, /sk_test_[\w-]|whsec_[\w-]|cs_secret_\w|invite_\w/);
  });

  it('withholds the bodies from whoever could not read them elsewhere', async () => {
    const key = async (...scopes: string[]) => {
      const { body } = await florin.call('POST', '/v1/keys', { name: 'Reads', kind: 'secret', scopes });
      return { authorization: `Bearer ${body.secret}` };
    };
    const reader = await key('request_log:read', 'payments:read');
    const paid = await florin.call('POST', '/v1/payments', order());
    await listed(florin, `request=${paid.headers['request-id']}`);
    const seen = async (request: unknown) =>
      (await florin.call('GET', `/v1/request_log/${request}`, undefined, reader)).body;
    const payment = await seen(paid.headers['request-id']);
    assert.deepEqual([payment.withheld, JSON.parse(payment.answer_body).id], [false, paid.body.id]);
    const keys = await florin.call('GET', '/v1/keys');
    await listed(florin, `request=${keys.headers['request-id']}`);
    const { withheld, request_body, answer_body, operation } = await seen(keys.headers['request-id']);
    assert.deepEqual([withheld, request_body, answer_body, operation], [true, null, null, 'listKeys']);
  });

  it('is followed without a gap while several processes write into it', async () => {
    const second = openPlatform({
      ...{ databaseUrl: florin.databaseUrl, publicUrl: 'http://127.0.0.1:4242', keys: florin.keys },
      ...{ log: openLog('silent'), sendWithinMs: 10_000, recoverAfterMs: 60_000, webhookPrivate: true },
      requestLogPerSecond: 10_000,
    });
    const [first] = (await florin.call('GET', '/v1/request_log?limit=1')).body.data;
    const asked: string[] = [];
    const asks = async (app: TestPlatform['app']) => {
      for (let n = 0; n < 150; n++) {
        const headers = { authorization: `Bearer ${florin.secretKey}` };
        const { headers: answer } = await app.inject({ url: '/v1/balances', headers });
        asked.push(String(answer['request-id']));
      }
    };
    const work = Promise.all([asks(florin.app), asks(second.app), asks(florin.app), asks(second.app)]);
    const seen: string[] = [];
    let last = first.id;
    while (seen.length < 600) {
      const query = `limit=100&operation=listBalances&before=${last}`;
      const { body } = await florin.call('GET', `/v1/request_log?${query}`);
      seen.push(...body.data.map(({ request }: Entry) => request));
      last = body.data[0]?.id ?? last;
    }
    await work;
    assert.deepEqual(seen.toSorted(), asked.toSorted());
    await second.stop();
  });

  it('belongs to its account, and its own requests are not in it', async () => {
    const other = await florin.call('POST', '/v1/sandboxes', { name: 'Another' });
    const headers = { authorization: `Bearer ${other.body.secret_key}` };
    const [entry] = (await florin.call('GET', '/v1/request_log?limit=1')).body.data;
    assert.equal((await florin.call('GET', `/v1/request_log/${entry.id}`, undefined, headers)).status, 404);
    assert.deepEqual((await florin.call('GET', '/v1/request_log', undefined, headers)).body.data, []);
    assert.deepEqual((await florin.call('GET', '/v1/request_log?operation=listRequests')).body.data, []);
  });

  it('keeps the newest so many of each account', async () => {
    // All that came before this one are in the log when it is.
    const { headers } = await florin.call('GET', '/v1/payments/pay_1');
    await listed(florin, `request=${headers['request-id']}`);
    const pool = openPool(florin.databaseUrl, 'cell', 1);
    const before = (await florin.call('GET', '/v1/request_log?limit=7')).body.data;
    const sweep = sweepBeyond(5);
    while ((await sweep.run(pool, { now: Date.now(), batch: 50 })) > 0);
    await pool.end();
    const { body } = await florin.call('GET', '/v1/request_log?limit=100');
    assert.deepEqual(body.data, before.slice(0, 5));
    assert.equal(body.has_more, false);
  });
});

describe('a busy account', () => {
  it('has as many requests in the log as there is room for, its refusals beside them, and how many are missing', async () => {
    const florin = await openTestPlatform({ requestLogPerSecond: 2 });
    for (let n = 0; n < 20; n++) await florin.call('GET', '/v1/balances');
    const refused = await florin.call('GET', '/v1/payments/pay_1');
    const [entry] = await listed(florin, 'outcome=refused');
    assert.equal(entry?.request, refused.headers['request-id']);
    const kept = await listed(florin, 'operation=listBalances', 4);
    assert.ok(kept.length < 20);
    const all = await listed(florin, 'limit=100', kept.length + 1);
    const skipped = all.reduce((sum, { skipped: n }) => sum + Number(n), 0);
    assert.equal(all.length + skipped, 21);
    await florin.close();
  });

  it('keeps some of what is done with its publishable key, which anybody can read, and its own requests all the same', async () => {
    const florin = await openTestPlatform({ requestLogPerSecond: 10_000 });
    const headers = { authorization: `Bearer ${florin.publishableKey}` };
    for (let n = 0; n < 150; n++) await florin.call('POST', '/v1/tokens', {}, headers);
    const own = await florin.call('GET', '/v1/balances');
    const [entry] = await listed(florin, `request=${own.headers['request-id']}`);
    assert.equal(entry?.operation, 'listBalances');
    const { body } = await florin.call('GET', '/v1/request_log?operation=createToken&limit=100');
    assert.equal(body.data.length, 100);
    assert.equal(entry?.skipped, 50);
    await florin.close();
  });

  it('has none where the log is off', async () => {
    const florin = await openTestPlatform({ requestLogPerSecond: 0 });
    await florin.call('GET', '/v1/balances');
    await florin.stop();
    assert.deepEqual(await florin.sql('select 1 from logged_request'), []);
    await florin.close();
  });
});
