import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestProvider, type TestProvider } from './testing.ts';

describe('the OAuth provider', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  it('gives the demo app a token by its own credentials', async () => {
    const { status, body, headers } = await florin.post({
      grant_type: 'client_credentials',
      scope: 'payments:read',
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.token_type, body.scope, body.expires_in], ['Bearer', 'payments:read', 3600]);
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(String(headers['request-id']), /^req_/);
  });

  it('says the same addresses whatever the request says of its host', async () => {
    for (const url of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
      const headers = {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example',
      };
      const { statusCode, body } = await florin.app.inject({ method: 'GET', url, headers });
      assert.equal(statusCode, 200);
      assert.ok(!body.includes('evil') && !body.includes('https://127'), body);
      assert.equal(JSON.parse(body).issuer, florin.url);
      assert.equal(JSON.parse(body).token_endpoint, `${florin.url}/oauth/token`);
    }
  });

  it('answers at its paths as they are written, and at no others', async () => {
    for (const url of ['/OAUTH/token', '/oauth/Token', '/oauth/token/', '/Oauth/Par'])
      assert.equal((await florin.post({ grant_type: 'client_credentials' }, { path: url })).status, 404, url);
  });
});
