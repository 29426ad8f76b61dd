import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { until } from '../../../test/processes.ts';
import { formToken, type Visitor } from '../identity/testing.ts';
import { newCode, owner, REDIRECT_URI } from './pages/testing.ts';
import { openTestProvider, type TestProvider } from './testing.ts';

describe('an app that wants to know of sign-outs', () => {
  const told: { url: string; type: string; body: URLSearchParams }[] = [];
  const server = createServer(async (request, response) => {
    const body = new URLSearchParams(await text(request));
    told.push({ url: String(request.url), type: String(request.headers['content-type']), body });
    response.end();
  });
  let address: string;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  /** An app that a person has just signed in to. */
  async function usedApp(florin: TestProvider, visitor: Visitor, path: string) {
    const { body: app } = await florin.call('POST', '/v1/apps', {
      ...{ name: path, redirect_uris: [REDIRECT_URI], backchannel_logout_uri: `${address}${path}` },
    });
    const fields = await newCode(florin, visitor, { client_id: app.id, scope: 'openid' });
    const { body } = await florin.post(fields, { as: app });
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString());
    return { id: app.id as string, person: claims.sub as string };
  }
  async function signOutByApp(visitor: Visitor): Promise<void> {
    const { body } = await visitor.get('/oauth/logout');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(body)?.[1] as string;
    assert.equal((await visitor.post('/oauth/logout/confirm', { xsrf, logout: 'yes' })).status, 303);
  }
  async function verified(
    florin: TestProvider,
    path: string,
    { id, person }: { id: string; person: string },
  ) {
    const [{ type, body }, ...more] = told.filter(({ url }) => url === path) as [(typeof told)[0]];
    assert.deepEqual(
      [type, more, [...body.keys()]],
      ['application/x-www-form-urlencoded', [], ['logout_token']],
    );
    const keys = (await florin.app.inject('/.well-known/jwks.json')).json();
    const { payload } = await jwtVerify(String(body.get('logout_token')), createLocalJWKSet(keys), {
      ...{ issuer: florin.url, audience: id, subject: person, typ: 'logout+jwt' },
      ...{ requiredClaims: ['iat', 'exp', 'jti'] },
    });
    assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} });
    assert.equal(payload.nonce, undefined, 'it must not pass for an ID token');
  }

  it('is told by a token of ours when the person signs out of Florin, and by way of another app', async () => {
    const florin = await openTestProvider();
    try {
      const visitor = await owner(florin);
      const one = await usedApp(florin, visitor, '/one');
      const two = await usedApp(florin, visitor, '/two');
      const form = formToken((await visitor.get('/account')).body);
      assert.equal((await visitor.post('/logout', { form: 'of another site' })).status >= 400, true);
      assert.deepEqual(told, []);
      assert.equal((await visitor.post('/logout', { form })).status, 303);
      await until(() => told.length === 2);
      await verified(florin, '/one', one);
      await verified(florin, '/two', two);
      // The provider has forgotten the person too, so nobody is told twice.
      await visitor.signIn(florin.developer.email, florin.developer.password);
      const three = await usedApp(florin, visitor, '/three');
      await signOutByApp(visitor);
      await verified(florin, '/three', three);
      assert.equal(told.length, 3);
    } finally {
      await florin.close();
    }
  });

  it('is not told at an address of this machine or its network, unless webhooks may go there too', async () => {
    const florin = await openTestProvider({ webhookPrivate: false });
    try {
      const visitor = await owner(florin);
      await usedApp(florin, visitor, '/private');
      // This is answered when all apps have been told, or could not be.
      await signOutByApp(visitor);
      assert.ok(!told.some(({ url }) => url === '/private'));
    } finally {
      await florin.close();
    }
  });
});
