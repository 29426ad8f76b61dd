import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { openTestProvider, type TestProvider } from '../../oauth/testing.ts';

describe('an app that registers itself (RFC 7591)', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider({ appRegistration: true });
  });
  after(() => florin.close());

  const register = (metadata: object, authorization = `Bearer ${florin.secretKey}`) =>
    florin.call('POST', '/oauth/register', metadata, { authorization });

  it('is made by a library, with a key, and belongs to the key’s account', async () => {
    const config = await client.dynamicClientRegistration(
      new URL(florin.url),
      {
        client_name: 'By itself',
        redirect_uris: ['https://a.example/cb'],
        scope: 'payments:read',
        tos_uri: 'x',
      },
      undefined,
      { initialAccessToken: florin.secretKey, execute: [client.allowInsecureRequests] },
    );
    const { client_id, scope } = config.clientMetadata();
    assert.equal(scope, 'payments:read');
    const token = await client.clientCredentialsGrant(config, { scope: 'payments:read' });
    assert.ok(token.access_token);
    const { body } = await florin.call('GET', `/v1/apps/${client_id}`);
    assert.deepEqual(
      [body.name, body.account, body.scopes],
      ['By itself', florin.account, ['payments:read']],
    );
    const [{ count }] = (await florin.sql("select count(*) from audit_entry where act = 'app.create'")) as [
      { count: bigint },
    ];
    assert.equal(Number(count), 1);
  });

  it('says when its secret ends and what it was given', async () => {
    const { status, body } = await register({ client_name: 'Said', dpop_bound_access_tokens: true });
    assert.deepEqual([status, body.client_secret_expires_at, body.dpop_bound_access_tokens], [201, 0, true]);
    assert.deepEqual([body.grant_types, body.response_types], [['client_credentials'], []]);
    assert.ok(Math.abs(body.client_id_issued_at - Date.now() / 1000) < 60);
    const open = {
      client_name: 'Open',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://a.example'],
    };
    const { body: bare } = await register({ ...open, grant_types: ['authorization_code'] });
    assert.ok(bare.client_id !== undefined && !('client_secret' in bare), JSON.stringify(bare));
  });

  it('is refused as the standard says it, for whatever /v1/apps would refuse', async () => {
    const name = { client_name: 'x' };
    for (const [error, metadata] of [
      ['invalid_redirect_uri', { ...name, redirect_uris: ['http://a.example/cb'] }],
      ['invalid_redirect_uri', { ...name, redirect_uris: 'https://a.example/cb' }],
      ['invalid_client_metadata', {}],
      ['invalid_client_metadata', { ...name, scope: 'keys:write' }],
      ['invalid_client_metadata', { ...name, scope: 'nonsense' }],
      ['invalid_client_metadata', { ...name, scope: ['payments:read'] }],
      ['invalid_client_metadata', { ...name, scope: { toString: 1 } }],
      ['invalid_client_metadata', { ...name, response_types: ['token'] }],
      ['invalid_client_metadata', { ...name, grant_types: ['password'] }],
      ['invalid_client_metadata', { ...name, token_endpoint_auth_method: 'private_key_jwt' }],
    ] as const) {
      const { status, body } = await register(metadata);
      assert.deepEqual([status, body.error], [400, error], JSON.stringify([metadata, body]));
      assert.equal(typeof body.error_description, 'string');
    }
  });

  it('needs a key with apps:write, and gets no more than that has', async () => {
    assert.equal((await register({ client_name: 'x' }, 'Bearer nobody')).status, 401);
    const make = async (scopes: string[]) =>
      `Bearer ${(await florin.call('POST', '/v1/keys', { name: 'k', kind: 'secret', scopes })).body.secret}`;
    assert.equal((await register({ client_name: 'x' }, await make(['payments:read']))).status, 403);
    const narrow = await make(['apps:write', 'payments:read']);
    const wide = await register({ client_name: 'x', scope: 'payments:write' }, narrow);
    assert.deepEqual([wide.status, wide.body.code], [403, 'forbidden']);
    assert.equal((await register({ client_name: 'x' }, narrow)).body.scope, 'payments:read');
  });

  it('finds nothing there, and nothing of it in discovery, unless the operator allows it', async () => {
    const usual = await openTestProvider();
    try {
      const said = await usual.app.inject('/.well-known/openid-configuration');
      assert.ok(!said.body.includes('registration_endpoint'));
      assert.equal((await usual.call('POST', '/oauth/register', { client_name: 'x' })).status, 404);
    } finally {
      await usual.close();
    }
  });
});
