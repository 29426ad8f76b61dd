import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openLog, openPlatform, type Platform } from '../../platform.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { verify } from '../../verify.ts';

describe('sandboxes, made by API', () => {
  let florin: TestPlatform;
  let second: Platform;
  before(async () => {
    florin = await openTestPlatform();
    const { databaseUrl, keys } = florin;
    const times = { sendWithinMs: 10_000, recoverAfterMs: 60_000 };
    const log = openLog('silent');
    second = openPlatform({ databaseUrl, keys, log, publicUrl: 'http://127.0.0.1:4242', ...times });
  });
  after(async () => {
    await second.stop();
    await florin.close();
  });

  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
  const make = async (name: string) => {
    const answer = await florin.call('POST', '/v1/sandboxes', { name });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const pay = (secret: string, order_id: string) =>
    florin.call('POST', '/pay', { order_id, amount: 100, currency: 'USD' }, bearer(secret));
  const list = async () =>
    (await florin.call('GET', '/v1/sandboxes?limit=100')).body.data.map(({ id }: { id: string }) => id);
  /** Asks each process until it answers as it should. Whatever is asked a second later must be answered so. */
  const until = async (secret: string, path: string, holds: (status: number, body: unknown) => boolean) => {
    const from = performance.now();
    for (const { app } of [florin, second]) {
      for (;;) {
        const asked = performance.now();
        const answer = await app.inject({ method: 'GET', url: path, headers: bearer(secret) });
        if (holds(answer.statusCode, answer.json())) break;
        assert.ok(asked - from < 1000, answer.body);
        await new Promise(setImmediate);
      }
    }
  };
  const hasNoPayments = (status: number, body: unknown) =>
    status === 200 && (body as { data: unknown[] }).data.length === 0;

  it('have books, terms and keys of their own', async () => {
    const { secret_key, publishable_key, ...sandbox } = await make('Build 1');
    assert.match(publishable_key, /^pk_test_/);
    assert.equal((await pay(secret_key, '1')).status, 200);
    assert.equal((await florin.call('GET', '/v1/payments')).body.data.length, 0);
    assert.deepEqual((await florin.call('GET', `/v1/sandboxes/${sandbox.id}`)).body, sandbox);
    assert.equal((await list())[0], sandbox.id);
    const { rows } = { rows: await florin.sql('select distinct fee_basis_points from account') };
    assert.equal(rows.length, 1);
  });

  it('have keys that reach no further than the sandbox', async () => {
    const { secret_key } = await make('Build 2');
    for (const [path, scope] of [
      ['/v1/sandboxes', 'sandboxes:read'],
      ['/v1/organization', 'organization:read'],
    ] as const) {
      const { body } = await florin.call('GET', path, undefined, bearer(secret_key));
      assert.equal(body.code, 'forbidden');
      assert.match(body.detail, new RegExp(scope));
    }
    const wider = { name: 'Wider', kind: 'secret', scopes: ['organization:write'] };
    assert.equal((await florin.call('POST', '/v1/keys', wider, bearer(secret_key))).body.code, 'forbidden');
  });

  it('begin anew with empty books and the same keys, in every process within a second', async () => {
    const { id, name, secret_key, publishable_key } = await make('Build 3');
    await pay(secret_key, '1');
    await until(secret_key, '/v1/payments', (status) => status === 200);
    const { body: fresh } = await florin.call('POST', `/v1/sandboxes/${id}/reset`);
    assert.equal(fresh.name, name);
    assert.notEqual(fresh.id, id);
    await until(secret_key, '/v1/payments', hasNoPayments);
    assert.ok(!(await list()).includes(id) && (await list()).includes(fresh.id));
    assert.equal((await pay(secret_key, '1')).status, 200);
    const { body: keys } = await florin.call('GET', '/v1/keys', undefined, bearer(secret_key));
    assert.deepEqual(
      keys.data.map(({ hint }: { hint: string }) => hint),
      [publishable_key, secret_key].map((key) => key.slice(-4)),
    );
    const again = await florin.call('POST', `/v1/sandboxes/${id}/reset`);
    assert.equal(again.body.code, 'not_found');
  });

  it('die with their keys and payment pages when they are closed', async () => {
    const { id, secret_key } = await make('Build 4');
    const order = { order_id: '1', amount: 100, currency: 'USD' };
    const urls = { success_url: 'https://shop.example/1', cancel_url: 'https://shop.example/2' };
    const session = await florin.call(
      'POST',
      '/v1/checkout_sessions',
      { ...order, ...urls },
      bearer(secret_key),
    );
    const page = new URL(session.body.url).pathname;
    const open = async () => (await florin.app.inject({ method: 'GET', url: `${page}/state` })).statusCode;
    const stands = await open();
    assert.equal((await florin.call('DELETE', `/v1/sandboxes/${id}`)).status, 204);
    await until(secret_key, '/v1/payments', (status) => status === 401);
    assert.deepEqual([stands, await open()], [200, 404]);
    assert.ok(!(await list()).includes(id));
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/reset'],
    ] as const)
      assert.equal((await florin.call(method, `/v1/sandboxes/${id}${path}`)).body.code, 'not_found');
  });

  it('of another organization are not there', async () => {
    const [other] = await florin.sql(
      `insert into organization values (gen_random_uuid(), 'merchant', 'Another', now()) returning organization_id`,
    );
    const { id } = await make('Build 5');
    await florin.sql('update account set organization_id = $1 where name = $2', [
      other?.organization_id,
      'Build 5',
    ]);
    assert.equal((await florin.call('GET', `/v1/sandboxes/${id}`)).body.code, 'not_found');
    assert.equal((await florin.call('DELETE', `/v1/sandboxes/${id}`)).body.code, 'not_found');
    assert.equal((await florin.call('POST', `/v1/sandboxes/${id}/reset`)).body.code, 'not_found');
  });

  it('never close an account that is not one', async () => {
    await florin.sql(`update account set environment = 'live' where name = 'Build 2'`);
    const [row] = await florin.sql(`select account_id from account where name = 'Build 2'`);
    assert.ok(row);
    await assert.rejects(
      florin.sql('update account set closed_at = now() where account_id = $1', [row.account_id]),
      /account_that_closes_is_a_sandbox/,
    );
    await florin.sql(`update account set environment = 'sandbox' where name = 'Build 2'`);
  });

  it('come and go with twenty builds at a time, and what is proved stays right', async () => {
    const before = await list();
    await Promise.all(
      Array.from({ length: 20 }, async (_, build) => {
        const { id, secret_key } = await make(`Build of many ${build}`);
        assert.equal((await pay(secret_key, '1')).status, 200);
        assert.equal((await florin.call('DELETE', `/v1/sandboxes/${id}`)).status, 204);
      }),
    );
    assert.deepEqual(await list(), before);
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });

  it('are a hundred at most', async () => {
    const open = (await list()).length;
    for (let n = open; n < 100; n++) await make(`Build ${n}`);
    const { body } = await florin.call('POST', '/v1/sandboxes', { name: 'One more' });
    assert.equal(body.code, 'limit_reached');
    await florin.call('DELETE', `/v1/sandboxes/${(await list())[0]}`);
    await make('One more');
  });
});
