import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { withAllTables } from '../../database/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';

const DAY_S = 86_400;

describe('keys, managed by API', () => {
  let florin: TestPlatform;
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() };
  before(async () => {
    florin = await openTestPlatform({ clock });
  });
  after(() => florin.close());

  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
  const make = async (rest: object = {}, as = florin.secretKey) => {
    const answer = await florin.call(
      'POST',
      '/v1/keys',
      { name: 'A key', kind: 'secret', ...rest },
      bearer(as),
    );
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const refused = async (path: string, body: object, as: string, code: string) => {
    const answer = await florin.call('POST', path, body, bearer(as));
    assert.equal(answer.body.code, code, JSON.stringify(answer.body));
    return answer.body;
  };
  /** Whether the key is let in, to a route that every secret key may ask. */
  const works = async (secret: string, path = '/v1/keys?limit=1') =>
    (await florin.call('GET', path, undefined, bearer(secret))).status === 200;
  /** Asks until the key is refused. Nothing that is asked a second later may be let in. */
  const untilDead = async (secret: string) => {
    const from = performance.now();
    for (let asked = from; await works(secret); asked = performance.now()) {
      assert.ok(asked - from < 1000);
      await new Promise(setImmediate);
    }
  };

  it('are made, shown once, listed, named and revoked', async () => {
    const made = await make({ name: 'Web shop', scopes: ['keys:read', 'payments:read', 'keys:read'] });
    const { secret, ...shown } = made;
    assert.match(secret, /^sk_test_/);
    assert.deepEqual(
      [shown.name, shown.hint, shown.status, shown.scopes],
      ['Web shop', secret.slice(-4), 'active', ['keys:read', 'payments:read']],
    );
    assert.ok(await works(secret));
    assert.deepEqual((await florin.call('GET', `/v1/keys/${made.id}`)).body, shown);
    assert.deepEqual((await florin.call('GET', '/v1/keys')).body.data[0], shown);
    const named = await florin.call('POST', `/v1/keys/${made.id}`, { name: 'Old shop' });
    assert.deepEqual(named.body, { ...shown, name: 'Old shop' });
    const { body: revoked } = await florin.call('POST', `/v1/keys/${made.id}/revoke`);
    assert.equal(revoked.status, 'revoked');
    await untilDead(secret);
    await refused(`/v1/keys/${made.id}/revoke`, {}, florin.secretKey, 'key_not_active');
    await refused(`/v1/keys/${made.id}/roll`, {}, florin.secretKey, 'key_not_active');
  });

  it('are made once for one Idempotency-Key, whose repetition does not show the secret', async () => {
    const body = { name: 'Once', kind: 'secret' };
    const once = { 'idempotency-key': 'one key' };
    const first = await florin.call('POST', '/v1/keys', body, once);
    const again = await florin.call('POST', '/v1/keys', body, once);
    const { secret, ...shown } = first.body;
    assert.deepEqual(again.body, { ...shown, secret_already_shown: true });
    const [kept] = await florin.sql('select body from home_idempotency where key = $1', ['one key']);
    assert.ok(kept && !String(kept.body).includes(secret));
  });

  it('may do what their scopes say, and are told which they lack', async () => {
    const { secret } = await make({ scopes: ['payments:read'] });
    assert.ok(await works(secret, '/v1/payments'));
    const { body } = await florin.call('GET', '/v1/balances', undefined, bearer(secret));
    assert.deepEqual([body.status, body.code], [403, 'forbidden']);
    assert.match(body.detail, /balances:read/);
  });

  it('give only scopes that they have themselves', async () => {
    const { secret } = await make({ scopes: ['keys:read', 'keys:write', 'payments:read'] });
    const wider = { name: 'Wider', kind: 'secret', scopes: ['payments:read', 'payments:write'] };
    assert.match((await refused('/v1/keys', wider, secret, 'forbidden')).detail, /payments:write/);
    await refused('/v1/keys', { name: 'A page', kind: 'publishable' }, secret, 'forbidden');
    assert.deepEqual((await make({}, secret)).scopes, ['keys:read', 'keys:write', 'payments:read']);
    assert.equal((await make()).scopes, null);
  });

  it('roll no key that may do more than they may', async () => {
    const { secret } = await make({ scopes: ['keys:read', 'keys:write'] });
    const whole = await make();
    await refused(`/v1/keys/${whole.id}/roll`, {}, secret, 'forbidden');
    assert.ok(await works(whole.secret));
  });

  it('that expire make none that work longer', async () => {
    const soon = new Date(clock.now() + 3_600_000).toISOString();
    const later = new Date(clock.now() + 7_200_000).toISOString();
    const { secret } = await make({ expires_at: soon });
    const lasting = await make();
    await refused('/v1/keys', { name: 'Later', kind: 'secret', expires_at: later }, secret, 'forbidden');
    await refused(`/v1/keys/${lasting.id}/roll`, {}, secret, 'forbidden');
    assert.equal((await make({}, secret)).expires_at, soon);
    const past = { name: 'Past', kind: 'secret', expires_at: '2020-01-01T00:00:00Z' };
    assert.equal((await refused('/v1/keys', past, florin.secretKey, 'invalid_request')).field, 'expires_at');
  });

  it('that are rolled work on for the overlap, and then no longer', async () => {
    const old = await make({ scopes: ['keys:read', 'keys:write'] });
    const { body: fresh } = await florin.call('POST', `/v1/keys/${old.id}/roll`, { overlap_seconds: DAY_S });
    assert.deepEqual([fresh.replaces, fresh.scopes, fresh.expires_at], [old.id, old.scopes, null]);
    const told = (await florin.call('GET', `/v1/keys/${old.id}`)).body;
    assert.ok(Math.abs(Date.parse(told.expires_at) - clock.now() - DAY_S * 1000) < 60_000);
    assert.deepEqual([await works(old.secret), await works(fresh.secret)], [true, true]);
    ahead += DAY_S * 1000;
    assert.deepEqual([await works(old.secret), await works(fresh.secret)], [false, true]);
    const { body: next } = await florin.call('POST', `/v1/keys/${fresh.id}/roll`);
    await untilDead(fresh.secret);
    assert.ok(await works(next.secret));
  });

  it('that are the last to make others are revoked only by force', async () => {
    const { secret_key } = (await florin.call('POST', '/v1/sandboxes', { name: 'Last' })).body;
    const { data } = (await florin.call('GET', '/v1/keys', undefined, bearer(secret_key))).body;
    const { id } = data.find(({ kind }: { kind: string }) => kind === 'secret');
    await make({ scopes: ['payments:read'] }, secret_key);
    await make({ expires_at: new Date(clock.now() + 1e6).toISOString() }, secret_key);
    await refused(`/v1/keys/${id}/revoke`, {}, secret_key, 'last_key');
    const other = await make({}, secret_key);
    const answer = await florin.call('POST', `/v1/keys/${other.id}/revoke`, {}, bearer(secret_key));
    assert.equal(answer.status, 200);
    const forced = await florin.call('POST', `/v1/keys/${id}/revoke`, { force: true }, bearer(secret_key));
    assert.equal(forced.body.status, 'revoked');
  });

  it('of an account that work are a hundred at most', async () => {
    const { secret_key } = (await florin.call('POST', '/v1/sandboxes', { name: 'Many keys' })).body;
    for (let n = 2; n < 100; n++) await make({}, secret_key);
    await refused('/v1/keys', { name: 'One more', kind: 'secret' }, secret_key, 'limit_reached');
  });

  it('keep nobody who pays waiting, however many wait to be made', async () => {
    const owner = new pg.Client(withAllTables(florin.databaseUrl));
    await owner.connect();
    await owner.query(
      `begin; select pg_advisory_xact_lock(hashtextextended('keys of ${florin.account}', 0))`,
    );
    const waiting = Array.from({ length: 20 }, () => make());
    for (;;) {
      const [row] = await florin.sql(
        `select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and wait_event = 'advisory'`,
      );
      if (Number(row?.waiting) >= 4) break;
      await new Promise(setImmediate);
    }
    // A token that nobody has asked with is looked up in the database. Nothing is asked again, as clients would.
    const unknown = { method: 'GET', url: '/v1/balances', headers: bearer('sk_test_unknown') } as const;
    assert.equal((await florin.app.inject(unknown)).statusCode, 401);
    await owner.query('rollback');
    await owner.end();
    await Promise.all(waiting);
  });
});
