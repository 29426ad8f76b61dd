import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exportJWK } from 'jose';
import { jwkOf, selfSigned } from '../../http/certificates.fixture.ts';
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
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    for (const e of ['AQ', rsa.n])
      await refused('/v1/apps', { ...method, jwks: { keys: [{ ...rsa, e }] } }, 'jwks');
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

describe('apps with a client certificate, managed by API', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider({ clientCertificatePort: 8443, clientAuthorities: 'ca.pem' });
  });
  after(() => florin.close());

  const make = (rest: object) => florin.call('POST', '/v1/apps', { name: 'An app', ...rest });
  const refused = async (rest: object, field: string) => {
    const { status, body } = await make(rest);
    assert.deepEqual([status, body.code, body.field], [400, 'invalid_request', field]);
  };
  const byAuthority = { token_endpoint_auth_method: 'tls_client_auth' };

  it('are known by one name of it, which another takes the place of', async () => {
    await refused(byAuthority, 'tls_client_auth_subject_dn');
    const [dns, uri] = [
      { tls_client_auth_san_dns: 'a.example' },
      { tls_client_auth_san_uri: 'https://a.example' },
    ];
    await refused({ ...byAuthority, ...dns, ...uri }, 'tls_client_auth_san_uri');
    await refused({ ...byAuthority, tls_client_auth_san_dns: '*.example' }, 'tls_client_auth_san_dns');
    await refused(dns, 'tls_client_auth_san_dns');
    const { status, body } = await make({ ...byAuthority, ...dns });
    assert.deepEqual(
      [status, body.tls_client_auth_san_dns, body.tls_client_auth_san_uri],
      [200, 'a.example', null],
    );
    assert.equal(body.client_secret, undefined);
    const changed = await florin.call('POST', `/v1/apps/${body.id}`, uri);
    const { tls_client_auth_san_dns, tls_client_auth_san_uri } = changed.body;
    assert.deepEqual([tls_client_auth_san_dns, tls_client_auth_san_uri], [null, 'https://a.example']);
    const emptied = await florin.call('POST', `/v1/apps/${body.id}`, { tls_client_auth_san_uri: null });
    assert.equal(emptied.status, 400);
  });

  it('register their own certificate with its own key', async () => {
    const own = { token_endpoint_auth_method: 'self_signed_tls_client_auth' };
    const [one, other] = [jwkOf(await selfSigned()), jwkOf(await selfSigned())];
    const { x5c, ...bare } = one as { x5c: string[] };
    await refused(own, 'jwks');
    await refused({ ...own, jwks: { keys: [bare] } }, 'jwks');
    await refused({ ...own, jwks: { keys: [{ ...other, x5c }] } }, 'jwks');
    assert.equal((await make({ ...own, jwks: { keys: [one, other] } })).status, 200);
  });

  it('bind their tokens to one thing, and may be held to FAPI 2.0 if they do', async () => {
    const known = { ...byAuthority, tls_client_auth_san_dns: 'a.example' };
    const bound = { tls_client_certificate_bound_access_tokens: true };
    await refused({ ...known, ...bound, dpop_bound: true }, 'dpop_bound');
    await refused({ ...known, fapi: true }, 'fapi');
    await refused({ ...bound, fapi: true }, 'fapi');
    for (const each of [bound, { dpop_bound: true }])
      assert.equal((await make({ ...known, ...each, fapi: true })).status, 200);
  });
});
