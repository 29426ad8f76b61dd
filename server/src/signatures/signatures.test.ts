import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { openPool, UsedMarks, withAllTables } from '../database/index.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import type { AccountId } from '../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { SignatureDirectory } from './directory.ts';
import type { SignatureKeyId } from './key.ts';
import { dsaPairs } from './rfc9421/dsa.fixture.ts';
import { sweeps } from './sweeps.ts';
import { callSigned, registerKey, type SigningOptions, type TestKey } from './testing.ts';

const ORDER = { amount: 100, currency: 'USD' };
const json = (body: object) => JSON.stringify(body);

describe('signature keys and settings, by API', () => {
  let florin: TestPlatform;
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() };
  before(async () => {
    florin = await openTestPlatform({ clock });
  });
  after(() => florin.close());

  /** A sandbox of its own, so that tests do not meet. */
  const account = async () => {
    const { body } = await florin.call('POST', '/v1/sandboxes', { name: 'Signing' });
    const headers = { authorization: `Bearer ${body.secret_key}` };
    const own: TestPlatform = { ...florin, secretKey: body.secret_key };
    return {
      publishable: body.publishable_key,
      register: (rest: object = {}) => registerKey(florin, rest, undefined, headers),
      call: (method: 'GET' | 'POST', path: string, sent?: object) => florin.call(method, path, sent, headers),
      signed: (key: TestKey, path: string, sent: object, options: SigningOptions = {}) =>
        callSigned(own, key, { path, body: json(sent), now: clock.now(), ...options }),
    };
  };
  const settings = '/v1/signature_settings';

  it('are registered as PEM or JWK, listed, retrieved and revoked', async () => {
    const { call, register } = await account();
    assert.equal((await call('GET', settings)).body.mode, 'off');
    const { id } = await register({ name: 'Shop' });
    assert.equal((await call('GET', settings)).body.mode, 'optional');
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const jwk = pair.publicKey.export({ format: 'jwk' });
    const expires_at = new Date(clock.now() + 1e6).toISOString();
    const { body: made } = await call('POST', '/v1/signature_keys', { name: 'JWK', jwk, expires_at });
    assert.deepEqual(
      [made.algorithm, made.status, made.expires_at, made.public_key],
      ['ecdsa-p384-sha384', 'active', expires_at, pair.publicKey.export({ format: 'pem', type: 'spki' })],
    );
    assert.deepEqual((await call('GET', `/v1/signature_keys/${made.id}`)).body, made);
    const { data } = (await call('GET', '/v1/signature_keys')).body;
    assert.deepEqual(
      data.map((key: { id: string }) => key.id),
      [made.id, id],
    );
    const { body: revoked } = await call('POST', `/v1/signature_keys/${id}/revoke`);
    assert.equal(revoked.status, 'revoked');
    const { body: again } = await call('POST', `/v1/signature_keys/${id}/revoke`);
    assert.deepEqual([again.code, again.state], ['signature_key_not_active', 'revoked']);
    assert.equal((await florin.call('GET', `/v1/signature_keys/${made.id}`)).body.code, 'not_found');
    assert.equal((await florin.call('POST', `/v1/signature_keys/${made.id}/revoke`)).body.code, 'not_found');
  });

  it('are refused if they are no public keys, private, or DSA where it is off', async () => {
    const { call } = await account();
    const { publicKey, privateKey } = dsaPairs[0];
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const secret = privateKey.export({ format: 'pem', type: 'pkcs8' });
    for (const [rest, code, reason] of [
      [{ pem: 'a key' }, 'public_key_invalid', /public key in PEM/],
      [{ pem: secret }, 'public_key_invalid', /private key/],
      [{ pem }, 'public_key_invalid', /takes no DSA keys/],
      [{ jwk: { kty: 'oct', k: 'AAAA' } }, 'public_key_invalid', /shared secret/],
      [{}, 'invalid_request', /either pem or jwk/],
      [{ pem, jwk: {} }, 'invalid_request', /either pem or jwk/],
    ] as const) {
      const { body } = await call('POST', '/v1/signature_keys', { name: 'A key', ...rest });
      assert.equal(body.code, code, JSON.stringify(body));
      assert.match(body.detail, reason);
    }
  });

  it('are twenty active ones of an account at most', async () => {
    const { call, register } = await account();
    const { id } = await register();
    for (let n = 1; n < 20; n++) await register();
    const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
    const more = () => call('POST', '/v1/signature_keys', { name: 'One more', pem });
    assert.equal((await more()).body.code, 'limit_reached');
    await call('POST', `/v1/signature_keys/${id}/revoke`);
    assert.equal((await more()).status, 200);
  });

  it('that have an end are refused from then on', async () => {
    const { signed, register } = await account();
    const key = await register({ expires_at: new Date(clock.now() + 3_600_000).toISOString() });
    const pay = (order: string) => signed(key, '/v1/payments', { ...ORDER, order_id: order });
    assert.equal((await pay('before')).status, 200);
    ahead += 3_600_000;
    assert.match((await pay('after')).body.detail, /no active key/);
  });

  it('can be required only by a request that is signed by a key that lasts', async () => {
    const { call, signed, register } = await account();
    const required = { mode: 'required' };
    assert.equal((await call('POST', settings, required)).body.code, 'signature_not_proved');
    const ending = await register({ expires_at: new Date(clock.now() + 1e6).toISOString() });
    assert.equal((await signed(ending, settings, required)).body.code, 'signature_not_proved');
    const key = await register();
    assert.equal((await call('POST', settings, required)).body.code, 'signature_not_proved');
    const wrong = await signed(key, settings, required, { altered: (value) => value.fill(0) });
    assert.equal(wrong.body.code, 'signature_invalid');
    assert.equal((await signed(key, settings, { mode: 'off' })).body.mode, 'off');
    const answer = await signed(key, settings, required);
    assert.deepEqual([answer.status, answer.body.mode], [200, 'required'], JSON.stringify(answer.body));
  });

  it('where they are required, are needed by every write, and by nothing else', async () => {
    const { call, signed, register, publishable } = await account();
    const key = await register();
    const order = { ...ORDER, order_id: 'required' };
    assert.equal((await call('POST', '/v1/payments', { ...order, order_id: 'before' })).status, 200);
    assert.equal((await signed(key, settings, { mode: 'required' })).status, 200);
    for (const [path, body] of [
      ['/v1/payments', order],
      ['/pay', order],
      [settings, { mode: 'off' }],
      [`/v1/signature_keys/${key.id}/revoke`, {}],
    ] as const)
      assert.equal((await call('POST', path, body)).body.code, 'signature_required', path);
    assert.equal((await call('GET', '/v1/payments')).status, 200);
    const card = { card: { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' } };
    const token = await florin.call('POST', '/v1/tokens', card, { authorization: `Bearer ${publishable}` });
    assert.equal(token.status, 200, JSON.stringify(token.body));
    assert.equal((await signed(key, '/v1/payments', order)).status, 200);
    assert.equal((await signed(key, '/pay', { ...order, order_id: 'paid' })).status, 200);
    // The last key stays until another can take its place.
    const last = await signed(key, `/v1/signature_keys/${key.id}/revoke`, {});
    assert.equal(last.body.code, 'last_signature_key');
    const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
    assert.equal((await signed(key, '/v1/signature_keys', { name: 'Next', pem })).status, 200);
    assert.equal((await signed(key, `/v1/signature_keys/${key.id}/revoke`, {})).status, 200);
  });

  it('where they are off, are not looked at', async () => {
    const { call, signed, register } = await account();
    const key = await register();
    assert.equal((await call('POST', settings, { mode: 'off' })).status, 200);
    const altered = (value: Buffer) => value.fill(0);
    assert.equal((await signed(key, '/v1/payments', { ...ORDER, order_id: 'off' }, { altered })).status, 200);
  });

  it('that are revoked are refused by every process within a second, and asked for once', async () => {
    const home = openPool(florin.databaseUrl, 'home', 2);
    const others = [1, 2].map(() => new SignatureDirectory(home, systemClock, false));
    try {
      const key = await registerKey(florin);
      const find = (directory: SignatureDirectory) =>
        directory.keyOf(florin.account as AccountId, key.id as SignatureKeyId);
      for (const other of others) {
        const found = await find(other);
        assert.equal(found?.id, key.id);
        assert.equal(await find(other), found, 'it comes from the cache');
        assert.equal(other.modeOf(florin.account as AccountId), 'optional');
      }
      await florin.call('POST', `/v1/signature_keys/${key.id}/revoke`);
      const revokedAt = performance.now();
      for (const other of others) while ((await find(other)) !== null) await new Promise(setImmediate);
      assert.ok(performance.now() - revokedAt < 1000);
    } finally {
      for (const other of others) await other.stop();
      await home.end();
    }
  });

  it('keep no signed payment waiting, however many wait to be made', async () => {
    const key = await registerKey(florin);
    const owner = new pg.Client(withAllTables(florin.databaseUrl));
    await owner.connect();
    await owner.query('begin; select from signature_revision for update');
    const waiting = Array.from({ length: 8 }, () => registerKey(florin));
    for (;;) {
      const [row] = await florin.sql(
        `select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and wait_event = 'transactionid' or wait_event = 'tuple'`,
      );
      if (Number(row?.waiting) >= 4) break;
      await new Promise(setImmediate);
    }
    const body = json({ ...ORDER, order_id: 'meanwhile' });
    assert.equal((await callSigned(florin, key, { body, now: clock.now() })).status, 200);
    await owner.query('rollback');
    await owner.end();
    await Promise.all(waiting);
  });

  it('are not believed when the database has not answered for a second', async () => {
    let now = 0;
    const gone = openPool(florin.databaseUrl, 'home', 1);
    const directory = new SignatureDirectory(gone, { now: Date.now, monotonic: () => now }, false);
    const mode = async () => directory.modeOf(florin.account as AccountId);
    assert.equal(await mode(), 'optional');
    await directory.stop();
    await gone.end();
    assert.equal(await mode(), 'optional');
    now += 1000;
    await assert.rejects(mode, { code: 'database_unavailable' });
  });
});

const SOON = '01'.repeat(16);
const LATE = '02'.repeat(16);

describe('nonces', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  it('are swept when their signatures are too old to be accepted, and not before', async () => {
    const home = openPool(florin.databaseUrl, 'home', 1);
    const nonces = new UsedMarks(home, 'signature_nonce');
    assert.equal(await nonces.use(SOON, 1000), true);
    assert.equal(await nonces.use(LATE, 2000), true);
    const sweep = sweeps.find(({ what }) => what === 'nonces');
    assert.ok(sweep);
    assert.equal(await sweep.run(home, { now: 999, batch: 10 }), 0);
    assert.equal(await sweep.run(home, { now: 1000, batch: 10 }), 1);
    assert.equal(await nonces.use(LATE, 2000), false);
    assert.equal(await nonces.use(SOON, 1000), true);
    await home.end();
  });
});
