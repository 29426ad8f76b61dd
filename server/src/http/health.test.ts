import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { pino } from 'pino';
import { until } from '../../../test/processes.ts';
import { systemClock } from '../kernel/clock.ts';
import { gathered } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { buildServer } from './server.ts';

describe('the state of a process', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
    // Ready once the database has answered for the first time.
    await until(async () => (await florin.app.inject('/readyz')).statusCode === 200);
  });
  after(() => florin.close());

  const metrics = async (): Promise<Map<string, number>> => {
    const { body, headers } = await florin.app.inject('/metrics');
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
    const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [
        line.slice(0, line.lastIndexOf(' ')),
        Number(line.slice(line.lastIndexOf(' ') + 1)),
      ]),
    );
  };

  it('is alive, and ready while the database answers', async () => {
    const alive = await florin.app.inject('/healthz');
    assert.deepEqual([alive.statusCode, alive.json()], [200, { status: 'ok' }]);
    const ready = await florin.app.inject('/readyz');
    assert.deepEqual([ready.statusCode, ready.json()], [200, { status: 'ready' }]);
    assert.equal((await florin.app.inject({ method: 'HEAD', url: '/readyz' })).statusCode, 200);
  });

  it('is told in metrics: payments, rounds, and how long answers took by route and status', async () => {
    const before = await metrics();
    const order = (id: string) => ({ order_id: id, amount: 100, currency: 'USD' });
    await florin.call('POST', '/pay', order('a'));
    await florin.call('POST', '/pay', order('b'));
    await florin.call('POST', '/pay', { ...order('c'), payment_method: 'tok_declined' });
    await florin.call('GET', '/v1/payments/pay_00000000000000000000000000');
    const after = await metrics();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    assert.equal(grown('florin_payments_total{status="succeeded"}'), 2);
    assert.equal(grown('florin_payments_total{status="failed"}'), 1);
    assert.equal(grown('florin_commit_round_seconds_count'), 6, 'an attempt and an outcome each');
    assert.equal(grown('florin_commit_round_commands_sum'), 6);
    const paid = 'method="POST",route="/pay"';
    assert.equal(grown(`florin_http_request_duration_seconds_count{${paid},status="200"}`), 2);
    assert.equal(grown(`florin_http_request_duration_seconds_count{${paid},status="402"}`), 1);
    assert.equal(grown(`florin_http_request_duration_seconds_bucket{${paid},status="200",le="+Inf"}`), 2);
    const looked = 'method="GET",route="/v1/payments/:id",status="404"';
    assert.equal(grown(`florin_http_request_duration_seconds_count{${looked}}`), 1);
    assert.equal(after.get('florin_commit_queue_commands'), 0);
    assert.equal(after.get('florin_database_available'), 1);
    assert.ok(![...after.keys()].some((name) => name.includes('pay_')), 'no id becomes a label');
  });

  it('is not ready, with the reason, while the database is away', async () => {
    const { pathname } = new URL(florin.databaseUrl);
    const elsewhere = new URL(florin.databaseUrl);
    elsewhere.pathname = '/postgres';
    const owner = new pg.Client({ connectionString: elsewhere.toString() });
    await owner.connect();
    const allow = (allowed: boolean) =>
      owner.query('update pg_database set datallowconn = $1 where datname = $2', [
        allowed,
        pathname.slice(1),
      ]);
    await allow(false);
    await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      pathname.slice(1),
    ]);
    try {
      await until(async () => (await florin.app.inject('/readyz')).statusCode !== 200);
      const answer = await florin.app.inject('/readyz');
      assert.equal(answer.statusCode, 503);
      assert.deepEqual(answer.json(), { status: 'not_ready', reasons: ['database_unavailable'] });
      assert.equal((await florin.app.inject('/healthz')).statusCode, 200);
    } finally {
      await allow(true);
      await owner.end();
    }
    await until(async () => (await florin.app.inject('/readyz')).statusCode === 200);
  });

  it('carries the headers that browsers heed on every answer of the API', async () => {
    for (const url of ['/healthz', '/v1/payments/x', '/nowhere', '/%zz']) {
      const { headers } = await florin.app.inject(url);
      assert.equal(headers['x-content-type-options'], 'nosniff', url);
      assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", url);
      assert.equal(headers['referrer-policy'], 'no-referrer', url);
      assert.equal(headers['cache-control'], 'no-store', url);
      assert.match(String(headers['request-id']), /^req_/, url);
      assert.ok(!('x-powered-by' in headers) && !('server' in headers));
    }
  });

  it('tells browsers to come by HTTPS alone, unless it is on this machine, where other programs share its name', async () => {
    for (const [publicUrl, told] of [
      ['https://pay.example', 'max-age=31536000'],
      ['https://localhost:4443', undefined],
      ['http://127.0.0.1:4242', undefined],
    ] as const) {
      const app = buildServer({
        ...{ publicUrl, log: pino({ level: 'silent' }), clock: systemClock, problems: gathered.problems },
        ...{ authenticate: () => null, authenticateSession: async () => null },
      });
      const { headers } = await app.inject('/nowhere');
      assert.equal(headers['strict-transport-security'], told, publicUrl);
      await app.close();
    }
  });
});
