import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { openTestProvider, proofKey, type TestProvider } from './testing.ts';

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

  it('says and checks its own addresses, also where the first line of the request has another', async () => {
    const ask = (method: string, path: string, fields: Record<string, string> = {}, body = '') =>
      new Promise<{ status: number; body: string }>((resolve, reject) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded', ...fields };
        const asked = httpRequest(
          florin.url,
          { method, path: `http://evil.example${path}`, headers },
          async (answer) => {
            resolve({ status: answer.statusCode as number, body: await text(answer) });
          },
        );
        asked.on('error', reject).end(body);
      });
    const said = await ask('GET', '/.well-known/openid-configuration');
    assert.ok(said.status === 200 && !said.body.includes('evil'), said.body);
    const key = await proofKey();
    const basic = Buffer.from(`${florin.client_id}:${florin.client_secret}`).toString('base64');
    const form = 'grant_type=client_credentials&scope=payments:read';
    const token = async (htu: string) => {
      const dpop = await key.prove('POST', htu);
      return (await ask('POST', '/oauth/token', { authorization: `Basic ${basic}`, dpop }, form)).status;
    };
    assert.equal(await token('http://evil.example/oauth/token'), 400);
    assert.equal(await token(`${florin.url}/oauth/token`), 200);
  });

  it('answers at its paths as they are written, and at no others', async () => {
    for (const url of ['/OAUTH/token', '/oauth/Token', '/oauth/token/', '/Oauth/Par'])
      assert.equal((await florin.post({ grant_type: 'client_credentials' }, { path: url })).status, 404, url);
  });
});
