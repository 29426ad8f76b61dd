import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exportJWK, SignJWT } from 'jose';
import { openTestProvider, proofKey, type TestProvider } from './testing.ts';

const AT_ONCE = 20;

describe('what works once works once over all processes, however many ask at the same time', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  const atOnce = (ask: (by: TestProvider['second']) => ReturnType<TestProvider['post']>) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, n) => ask(n % 2 === 0 ? florin : florin.second)));

  it('an assertion by which an app proves who it is', async () => {
    const { privateKey, publicKey } = await proofKey();
    const { body: app } = await florin.call('POST', '/v1/apps', {
      name: 'With a key',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [await exportJWK(publicKey)] },
    });
    assert.equal(app.client_secret, undefined, JSON.stringify(app));
    const client_assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(app.id)
      .setSubject(app.id)
      .setAudience(florin.url)
      .setIssuedAt()
      .setExpirationTime('1 minute')
      .sign(privateKey);
    const fields = {
      ...{ grant_type: 'client_credentials', scope: 'payments:read', client_assertion },
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    const answers = await atOnce((by) => florin.post(fields, { as: null, by }));
    const given = answers.filter(({ status }) => status === 200);
    assert.equal(given.length, 1, JSON.stringify(answers.map(({ body }) => body)));
    const again = await florin.post(fields, { as: null });
    assert.deepEqual([again.status, again.body.error], [401, 'invalid_client']);
  });
});
