import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import pino from 'pino';
import { type Clock, systemClock } from '../kernel/clock.ts';
import type { AccountId } from '../kernel/ids.ts';
import { gathered } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import type { App } from './app.ts';
import { type Principal, PUBLISHABLE_SCOPES } from './authentication.ts';
import { buildServer } from './server.ts';

const principal = (
  id: string,
  scopes: Principal['scopes'],
  rateLimit: Principal['rateLimit'],
): Principal => ({
  account: 'acct_00000000000000000000000000' as AccountId,
  environment: 'sandbox',
  settings: {} as Principal['settings'],
  scopes,
  actor: { kind: 'key', id },
  rateLimit,
  idempotencyScope: id,
});
const principals: Record<string, Principal> = {
  sk_slow: principal('slow', 'all', 2),
  sk_other: principal('other', 'all', 2),
  sk_free: principal('free', 'all', null),
  pk: principal('pk', PUBLISHABLE_SCOPES, 'address'),
};

describe('the limits of a server', () => {
  let app: App;
  let now = 0;
  const clock: Clock = { now: () => now, monotonic: () => now };

  beforeEach(() => {
    now = 0;
    app = buildServer({
      problems: gathered.problems,
      log: pino({ level: 'silent' }),
      clock,
      authenticate: (token) => principals[token] ?? null,
    });
    app.get('/secret', { config: { scope: 'payments:read' } }, async () => ({}));
    app.get('/publishable', { config: { scope: 'tokens:write' } }, async () => ({}));
    app.get('/payer', { config: { scope: 'none', limited: 'address' } }, async () => ({}));
    app.get('/open', { config: { scope: 'none' } }, async () => ({}));
  });

  const ask = async (url: string, token?: string, address = '203.0.113.7') =>
    app.inject({
      url,
      headers: {
        'x-forwarded-for': address,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  const statuses = async (times: number, ...args: Parameters<typeof ask>) => {
    const counts: Record<number, number> = {};
    for (let time = 0; time < times; time++) {
      const { statusCode } = await ask(...args);
      counts[statusCode] = (counts[statusCode] ?? 0) + 1;
    }
    return counts;
  };

  it('give a key twice its rate at once and then its rate, and tell it so', async () => {
    const first = await ask('/secret', 'sk_slow');
    assert.equal(first.headers['ratelimit-policy'], '"key";q=4;w=2');
    assert.equal(first.headers.ratelimit, '"key";r=3;t=1');
    assert.deepEqual(await statuses(5, '/secret', 'sk_slow'), { 200: 3, 429: 2 });
    const refused = await ask('/secret', 'sk_slow');
    assert.equal(refused.headers['retry-after'], '1');
    assert.equal(refused.headers['content-type'], 'application/problem+json');
    assert.equal(refused.headers.ratelimit, '"key";r=0;t=2');
    assert.equal(refused.json().code, 'rate_limited');
    assert.equal((await ask('/secret', 'sk_other')).statusCode, 200, 'another key is not held to it');
    now += 1000;
    assert.deepEqual(await statuses(4, '/secret', 'sk_slow'), { 200: 2, 429: 2 });
  });

  it('do not exist for a key without one', async () => {
    assert.deepEqual(await statuses(500, '/secret', 'sk_free'), { 200: 500 });
    const { headers } = await ask('/secret', 'sk_free');
    assert.ok(!('ratelimit' in headers) && !('ratelimit-policy' in headers));
  });

  it('answer wrong keys from one address with 429 after sixty, and serve a right one from there', async () => {
    assert.deepEqual(await statuses(65, '/secret', 'sk_wrong'), { 401: 60, 429: 5 });
    assert.equal((await ask('/secret')).statusCode, 429, 'no key at all counts too');
    assert.equal((await ask('/secret', 'sk_free')).statusCode, 200);
    assert.equal((await ask('/secret', 'sk_wrong', '203.0.113.8')).statusCode, 401);
    now += 60_000;
    assert.deepEqual(await statuses(65, '/secret', 'sk_wrong'), { 401: 60, 429: 5 });
  });

  it('hold the hosts of one IPv6 network to one bucket', async () => {
    for (let host = 1; host <= 60; host++) await ask('/secret', 'sk_wrong', `2001:db8:1:2::${host}`);
    assert.equal((await ask('/secret', 'sk_wrong', '2001:db8:1:2::ffff')).statusCode, 429);
    assert.equal((await ask('/secret', 'sk_wrong', '2001:db8:1:3::1')).statusCode, 401);
  });

  it('hold publishable keys and payers to their address, together', async () => {
    assert.deepEqual(await statuses(60, '/publishable', 'pk'), { 200: 60 });
    assert.deepEqual(await statuses(60, '/payer'), { 200: 40, 429: 20 });
    assert.equal((await ask('/payer', undefined, '203.0.113.8')).statusCode, 200);
    assert.equal((await ask('/open')).statusCode, 200);
  });

  it('believe nobody but a proxy on this machine about the address', async () => {
    const from = (address: string) =>
      app.inject({
        url: '/secret',
        remoteAddress: '198.51.100.1',
        headers: { authorization: 'Bearer sk_wrong', 'x-forwarded-for': address },
      });
    for (let attempt = 0; attempt < 60; attempt++) await from(`203.0.113.${attempt}`);
    assert.equal((await from('203.0.113.99')).statusCode, 429);
  });

  it('hold a client to its address, however a proxy writes it', async () => {
    const spent = async (one: string, other: string) => {
      assert.deepEqual(await statuses(100, '/payer', undefined, one), { 200: 100 }, one);
      return (await ask('/payer', undefined, other)).statusCode === 429;
    };
    assert.ok(await spent('203.0.113.9:51234', '203.0.113.9'));
    assert.ok(await spent('203.0.113.10', '203.0.113.10:80'));
    assert.ok(await spent('[2001:db8::1]:443', '2001:db8::2'), 'of IPv6 the /64 counts');
    assert.ok(!(await spent('[2001:db8:0:1::1]', '2001:db8:0:2::1')));
    assert.ok(await spent('::ffff:203.0.113.11', '203.0.113.11'));
  });

  it('hold what names no address to the connection that it came by', async () => {
    for (const said of [
      'unknown',
      '999.1.1.1',
      '0x7f.1',
      '[::1',
      '[]:1',
      ':80',
      '_hidden:1',
      'a, b',
      ' ',
      '%',
      '1',
    ])
      assert.equal((await ask('/payer', undefined, said)).statusCode, 200, said);
    assert.deepEqual(await statuses(100, '/payer', undefined, 'unknown'), { 200: 89, 429: 11 });
    assert.equal((await ask('/secret', 'sk_wrong', 'unknown')).statusCode, 401);
    assert.equal((await ask('/publishable', 'pk', 'unknown')).statusCode, 429);
  });
});

describe('the limit of an account', () => {
  let florin: TestPlatform;
  /** No bucket fills, however long the answers take. */
  const clock: Clock = { now: systemClock.now, monotonic: () => 0 };
  before(async () => {
    florin = await openTestPlatform({ clock });
  });
  after(() => florin.close());

  it('is what its row says', async () => {
    await florin.sql('update account set rate_limit = 3');
    await florin.sql('update identity_revision set revision = revision + 1');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => florin.call('GET', '/v1/payments/pay_00000000000000000000000000')),
    );
    assert.equal(answers.filter(({ status }) => status === 404).length, 6);
    assert.ok(
      answers.filter(({ status }) => status === 429).every(({ body }) => body.code === 'rate_limited'),
    );
    assert.equal(answers[0]?.headers['ratelimit-policy'], '"key";q=6;w=2');
  });
});
