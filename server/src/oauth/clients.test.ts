import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { exportJWK, type JWK, SignJWT } from 'jose';
import { openTestProvider, proofKey } from './testing.ts';

describe('the keys of an app that are at an address', () => {
  const asked: string[] = [];
  let jwks: { keys: JWK[] };
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks));
  });
  let address: string;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  /** What the token endpoint answers to an app whose keys are at the address. */
  async function tokenBy(webhookPrivate: boolean, path: string) {
    const florin = await openTestProvider({ webhookPrivate });
    try {
      const { publicKey, privateKey } = await proofKey();
      jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] };
      const method = { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: `${address}${path}` };
      const { body: app } = await florin.call('POST', '/v1/apps', { name: 'Remote keys', ...method });
      const assertion = await new SignJWT({ jti: path })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(app.id)
        .setSubject(app.id)
        .setAudience(florin.url)
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(privateKey);
      return await florin.post(
        {
          ...{ grant_type: 'client_credentials', scope: 'payments:read', client_assertion: assertion },
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        },
        { as: null },
      );
    } finally {
      await florin.close();
    }
  }

  it('are fetched, and prove who it is', async () => {
    const { status, body } = await tokenBy(true, '/allowed');
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(asked, ['/allowed']);
  });

  it('are not fetched from this machine or its network, unless webhooks may go there too', async () => {
    const { status, body } = await tokenBy(false, '/private');
    assert.deepEqual([status >= 400, body.access_token], [true, undefined]);
    assert.ok(!asked.includes('/private'));
  });
});
