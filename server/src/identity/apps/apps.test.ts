import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportJWK } from 'jose';
import { openTestProvider, proofKey, type TestProvider } from '../../oauth/testing.ts';
import { appScopes } from '../roles.ts';

const DAY_S = 86_400;

describe('apps, managed by API', () => {
  let florin: TestProvider;
  let ahead = 0;
  before(async () => {
    florin = await openTestProvider({
      clock: { now: () => Date.now() + ahead, monotonic: () => performance.now() },
    });
  });
  after(() => florin.close());

  const make = async (rest: object = {}) => {
    const answer = await florin.call('POST', '/v1/apps', { name: 'An app', ...rest });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const refused = async (path: string, body: object, field: string) => {
    const answer = await florin.call('POST', path, body);
    assert.deepEqual([answer.body.code, answer.body.field], ['invalid_request', field]);
  };
  const works = async (as: { client_id: string; client_secret: string }) =>
    (await florin.post({ grant_type: 'client_credentials', scope: 'payments:read' }, { as })).status === 200;

  it('are made, shown once, listed, changed and closed', async () => {
    const { client_secret, ...shown } = await make({
      name: 'Books',
      redirect_uris: ['https://books.example/cb'],
    });
    assert.ok(await works({ client_id: shown.id, client_secret }));
    assert.deepEqual(shown.scopes, appScopes);
    assert.deepEqual((await florin.call('GET', `/v1/apps/${shown.id}`)).body, shown);
    assert.deepEqual((await florin.call('GET', '/v1/apps')).body.data[0], shown);
    const changed = await florin.call('POST', `/v1/apps/${shown.id}`, { scopes: ['payments:read'] });
    assert.deepEqual(changed.body, { ...shown, scopes: ['payments:read'] });
    assert.equal((await florin.call('DELETE', `/v1/apps/${shown.id}`)).status, 204);
    assert.equal((await florin.call('GET', `/v1/apps/${shown.id}`)).status, 404);
    assert.ok(!(await works({ client_id: shown.id, client_secret })));
  });

  it('roll their secret, and the old one works on for the overlap', async () => {
    const old = await make();
    const { body: rolled } = await florin.call('POST', `/v1/apps/${old.id}/secret`, {
      overlap_seconds: DAY_S,
    });
    assert.notEqual(rolled.client_secret, old.client_secret);
    assert.deepEqual([await works(old), await works(rolled)], [true, true]);
    ahead += DAY_S * 1000;
    assert.deepEqual([await works(old), await works(rolled)], [false, true]);
    const { body: next } = await florin.call('POST', `/v1/apps/${old.id}/secret`);
    assert.deepEqual([await works(rolled), await works(next)], [false, true]);
    ahead = 0;
  });

  it('are made once for one Idempotency-Key, whose repetition does not show the secret', async () => {
    const once = { 'idempotency-key': 'one app' };
    const { client_secret, ...shown } = (await florin.call('POST', '/v1/apps', { name: 'Once' }, once)).body;
    const again = (await florin.call('POST', '/v1/apps', { name: 'Once' }, once)).body;
    assert.deepEqual(again, { ...shown, secret_already_shown: true });
    const rows = await florin.sql('select body from home_idempotency');
    assert.ok(rows.length > 0 && !JSON.stringify(rows).includes(client_secret));
  });

  it('send people only to https, or to this machine, and to nothing with a #', async () => {
    for (const uri of [
      'http://shop.example/cb',
      'https://shop.example/cb#x',
      'javascript:alert(1)',
      'myapp://cb',
    ])
      await refused('/v1/apps', { name: 'x', redirect_uris: [uri] }, 'redirect_uris');
    await make({ redirect_uris: ['http://127.0.0.1:1/cb', 'https://shop.example/cb?x=1'] });
  });

  it('never have scopes that reach beyond an account, nor ones that whoever makes them lacks', async () => {
    for (const scope of ['keys:write', 'apps:write', 'sandboxes:write', 'organization:read'])
      await refused('/v1/apps', { name: 'x', scopes: [scope] }, 'scopes');
    const key = { name: 'Apps', kind: 'secret', scopes: ['apps:write', 'payments:read'] };
    const { secret } = (await florin.call('POST', '/v1/keys', key)).body;
    const as = { authorization: `Bearer ${secret}` };
    const wide = await florin.call('POST', '/v1/apps', { name: 'x', scopes: ['payments:write'] }, as);
    assert.deepEqual([wide.status, wide.body.code], [403, 'forbidden']);
    const narrow = await florin.call('POST', '/v1/apps', { name: 'x' }, as);
    assert.deepEqual(narrow.body.scopes, ['payments:read']);
    const whole = await make();
    const taken = await florin.call('POST', `/v1/apps/${whole.id}/secret`, {}, as);
    assert.equal(taken.status, 403);
  });

  it('are not made by a key that expires, because they would outlive it', async () => {
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const key = (await florin.call('POST', '/v1/keys', { name: 'Soon', kind: 'secret', expires_at })).body;
    const as = { authorization: `Bearer ${key.secret}` };
    assert.equal((await florin.call('POST', '/v1/apps', { name: 'x' }, as)).status, 403);
  });

  it('prove themselves by a secret or by public keys, never by a private or a shared one', async () => {
    const { privateKey, publicKey } = await proofKey();
    const method = { name: 'x', token_endpoint_auth_method: 'private_key_jwt' };
    await refused('/v1/apps', method, 'jwks');
    await refused('/v1/apps', { ...method, jwks: { keys: [await exportJWK(privateKey)] } }, 'jwks');
    await refused('/v1/apps', { ...method, jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'jwks');
    const app = await make({ ...method, jwks: { keys: [await exportJWK(publicKey)] } });
    assert.equal(app.client_secret, undefined);
    await refused(`/v1/apps/${app.id}/secret`, {}, 'token_endpoint_auth_method');
    await refused('/v1/apps', { name: 'x', token_endpoint_auth_method: 'none' }, 'grant_types');
    await refused('/v1/apps', { name: 'x', fapi: true }, 'fapi');
  });

  it('of another account are not found', async () => {
    const app = await make();
    const { secret_key } = (await florin.call('POST', '/v1/sandboxes', { name: 'Other' })).body;
    await florin.sql('update api_key set scopes = null where hint = $1', [secret_key.slice(-4)]);
    const as = { authorization: `Bearer ${secret_key}` };
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['POST', '/secret'],
      ['DELETE', ''],
    ] as const)
      assert.equal(
        (await florin.call(method, `/v1/apps/${app.id}${path}`, method === 'POST' ? {} : undefined, as))
          .status,
        404,
      );
  });
});
