import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exportJWK, SignJWT } from 'jose';
import type { Answer } from '../testing.ts';
import { newCode, owner, REDIRECT_URI } from './pages/testing.ts';
import { openTestProvider, proofKey, type TestProvider, withinASecond } from './testing.ts';

const AT_ONCE = 20;

describe('what works once works once over all processes, however many ask at the same time', () => {
  let florin: TestProvider;
  let ahead = 0;
  before(async () => {
    florin = await openTestProvider({
      clock: { now: () => Date.now() + ahead, monotonic: () => performance.now() },
    });
  });
  after(() => florin.close());

  const refreshOf = ({ refresh_token }: { refresh_token: string }) => ({
    ...{ grant_type: 'refresh_token', refresh_token },
  });
  /**
   * Asks for the same thing many times at once, and returns the answers that gave it: never more than one. A busy machine may refuse
   * some for want of a connection, perhaps just the one that had taken it; then another thing is asked for.
   */
  const given = async (
    make: () => Promise<(by: TestProvider['second']) => ReturnType<TestProvider['post']>>,
  ): Promise<Answer> => {
    for (;;) {
      const ask = await make();
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => ask(n % 2 === 0 ? florin : florin.second)),
      );
      const [first, ...more] = answers.filter(({ status }) => status === 200);
      assert.deepEqual(more, []);
      const busy = answers.some(({ body }) => body.error === 'server_error');
      assert.ok(first !== undefined || busy, JSON.stringify(answers.map(({ body }) => body)));
      if (first !== undefined) return first;
    }
  };

  it('an assertion by which an app proves who it is', async () => {
    const { privateKey, publicKey } = await proofKey();
    const { body: app } = await florin.call('POST', '/v1/apps', {
      name: 'With a key',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [await exportJWK(publicKey)] },
    });
    assert.equal(app.client_secret, undefined, JSON.stringify(app));
    const assertion = () =>
      new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(app.id)
        .setSubject(app.id)
        .setAudience(florin.url)
        .setIssuedAt()
        .setExpirationTime('1 minute')
        .sign(privateKey);
    let fields: Record<string, string> = {};
    await given(async () => {
      const client_assertion = await assertion();
      fields = {
        ...{ grant_type: 'client_credentials', scope: 'payments:read', client_assertion },
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      };
      return (by) => florin.post(fields, { as: null, by });
    });
    const again = await florin.post(fields, { as: null });
    assert.deepEqual([again.status, again.body.error], [401, 'invalid_client']);
  });

  it('a code of an authorization', async () => {
    const visitor = await owner(florin);
    await given(async () => {
      const code = await newCode(florin, visitor);
      return (by) => florin.post(code, { by });
    });
  });

  it('a code, and who uses it later ends all that it gave', async () => {
    const code = await newCode(florin, await owner(florin));
    const { body } = await florin.post(code);
    const works = async () =>
      (await florin.call('GET', '/v1/payments', undefined, { authorization: `Bearer ${body.access_token}` }))
        .status === 200;
    assert.ok(await works());
    assert.equal((await florin.post(code)).body.error, 'invalid_grant');
    await withinASecond(async () => !(await works()));
    assert.equal((await florin.post(refreshOf(body))).body.error, 'invalid_grant');
  });

  it('a refresh token', async () => {
    const visitor = await owner(florin);
    const { body } = await given(async () => {
      const old = await florin.post(await newCode(florin, visitor));
      return (by) => florin.post(refreshOf(old.body), { by });
    });
    // Those that asked at the same time end nothing.
    assert.equal((await florin.post(refreshOf(body))).status, 200);
  });

  it('a refresh token, and once more if the answer was lost', async () => {
    const visitor = await owner(florin);
    const { body } = await given(async () => {
      const old = await florin.post(await newCode(florin, visitor));
      assert.equal((await florin.post(refreshOf(old.body))).status, 200);
      ahead += 3000;
      return (by) => florin.post(refreshOf(old.body), { by });
    });
    assert.equal((await florin.post(refreshOf(body))).status, 200);
  });

  it('a refresh token, and whoever uses it much later ends all that it gave', async () => {
    const { body } = await florin.post(await newCode(florin, await owner(florin)));
    const next = (await florin.post(refreshOf(body))).body;
    ahead += 31_000;
    assert.equal((await florin.post(refreshOf(body))).body.error, 'invalid_grant');
    assert.equal((await florin.post(refreshOf(next))).body.error, 'invalid_grant');
  });

  it('a refresh token of another app not at all', async () => {
    const { body } = await florin.post(await newCode(florin, await owner(florin)));
    const grant_types = ['client_credentials', 'refresh_token'];
    const { body: other } = await florin.call('POST', '/v1/apps', { name: 'Other', grant_types });
    const stolen = await florin.post(refreshOf(body), { as: other });
    assert.deepEqual([stolen.status, stolen.body.error], [400, 'invalid_grant']);
    assert.equal((await florin.post(refreshOf(body))).status, 200);
  });

  describe('a refresh token of an app that cannot keep a secret', () => {
    let client_id: string;
    before(async () => {
      const { body } = await florin.call('POST', '/v1/apps', {
        ...{ name: 'On a phone', token_endpoint_auth_method: 'none', redirect_uris: [REDIRECT_URI] },
        grant_types: ['authorization_code', 'refresh_token'],
      });
      client_id = body.id;
    });
    const key = proofKey();
    const ask = async (fields: Record<string, string>, bound: boolean) => {
      const dpop = bound ? await (await key).prove('POST', `${florin.url}/oauth/token`) : '';
      return florin.post({ ...fields, client_id }, { as: null, headers: bound ? { dpop } : {} });
    };

    it('once more after a lost answer, if it is bound to a key', async () => {
      const { body } = await ask(await newCode(florin, await owner(florin), { client_id }), true);
      assert.equal(body.token_type, 'DPoP', JSON.stringify(body));
      assert.equal((await ask(refreshOf(body), true)).status, 200);
      ahead += 3000;
      assert.equal((await ask(refreshOf(body), true)).status, 200);
    });

    it('never again, if whoever has it may use it: that ends all that it gave', async () => {
      const { body } = await ask(await newCode(florin, await owner(florin), { client_id }), false);
      const next = (await ask(refreshOf(body), false)).body;
      ahead += 3000;
      assert.equal((await ask(refreshOf(body), false)).body.error, 'invalid_grant');
      assert.equal((await ask(refreshOf(next), false)).body.error, 'invalid_grant');
    });
  });
});
