import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import * as client from 'openid-client';
import {
  answerConsent,
  finishConsent,
  follow,
  newCode,
  owner,
  REDIRECT_URI,
  request,
} from './pages/testing.ts';
import { openTestProvider, proofKey, type TestProvider } from './testing.ts';

/** As any program does it, with a client that is certified: nothing of the provider is bent for it. */
describe('a client library', () => {
  let florin: TestProvider;
  let config: client.Configuration;
  before(async () => {
    florin = await openTestProvider();
    config = await client.discovery(
      new URL(florin.url),
      florin.client_id,
      florin.client_secret,
      undefined,
      // This machine has no certificate.
      { execute: [client.allowInsecureRequests] },
    );
  });
  after(() => florin.close());

  it('finds the provider, gets a token by its credentials, and pays with it', async () => {
    const token = await client.clientCredentialsGrant(config, { scope: 'payments:write' });
    const answer = await fetch(`${florin.url}/pay`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ order_id: 'flow 1', amount: 100, currency: 'USD' }),
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.equal((await client.tokenIntrospection(config, token.access_token)).active, true);
    await client.tokenRevocation(config, token.access_token);
    assert.equal((await client.tokenIntrospection(config, token.access_token)).active, false);
  });

  it('is given a token that is bound to its key, and uses it with proofs', async () => {
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const token = await client.clientCredentialsGrant(config, { scope: 'balances:read' }, { DPoP: dpop });
    const url = new URL(`${florin.url}/v1/balances`);
    const ask = () =>
      client.fetchProtectedResource(config, token.access_token, url, 'GET', null, undefined, { DPoP: dpop });
    for (const answer of [await ask(), await ask()]) assert.equal(answer.status, 200);
  });

  it('acts for a person by pushed request, code, PKCE and a key of its own, and goes on without them', async () => {
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const expectedNonce = client.randomNonce();
    const asked = await client.buildAuthorizationUrlWithPAR(
      config,
      {
        ...{ redirect_uri: REDIRECT_URI, scope: 'openid email balances:read', state: expectedState },
        ...{ nonce: expectedNonce, code_challenge_method: 'S256' },
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      },
      { DPoP: dpop },
    );
    const visitor = await owner(florin);
    const back = await answerConsent(florin, visitor, await follow(florin, visitor, asked.href));
    const checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP: dpop });
    assert.equal(tokens.token_type, 'dpop');
    assert.equal(tokens.claims()?.email, florin.developer.email);
    const use = async (token: string) => {
      const url = new URL(`${florin.url}/v1/balances`);
      return client.fetchProtectedResource(config, token, url, 'GET', null, undefined, { DPoP: dpop });
    };
    assert.equal((await use(tokens.access_token)).status, 200);
    const next = await client.refreshTokenGrant(config, tokens.refresh_token as string, undefined, {
      DPoP: dpop,
    });
    assert.equal((await use(next.access_token)).status, 200);
  });

  it('signs the person out of Florin too when they sign out by an app, and nobody who was not asked', async () => {
    const visitor = await owner(florin);
    const xsrf = (body: string) => /name="xsrf" value="([^"]+)"/.exec(body)?.[1] as string;
    const { body: unasked } = await visitor.get('/oauth/logout');
    await visitor.post('/oauth/logout/confirm', { xsrf: xsrf(unasked), logout: 'yes' });
    assert.equal(await visitor.isSignedIn(), true);
    await answerConsent(
      florin,
      visitor,
      await follow(florin, visitor, request(florin, { prompt: 'consent' }).url),
    );
    const { body: stays } = await visitor.get('/oauth/logout');
    assert.match(stays, /Sign out\?/);
    await visitor.post('/oauth/logout/confirm', { xsrf: xsrf(stays) });
    assert.equal(await visitor.isSignedIn(), true);
    const { body: asked } = await visitor.get('/oauth/logout');
    const done = await visitor.post('/oauth/logout/confirm', { xsrf: xsrf(asked), logout: 'yes' });
    assert.equal(done.status, 303);
    assert.equal(await visitor.isSignedIn(), false);
  });

  it('connects a device that has no browser', async () => {
    const { body: app } = await florin.call('POST', '/v1/apps', {
      name: 'Till',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
      token_endpoint_auth_method: 'none',
    });
    const device = await client.discovery(new URL(florin.url), app.id, undefined, client.None(), {
      execute: [client.allowInsecureRequests],
    });
    const begun = await client.initiateDeviceAuthorization(device, { scope: 'balances:read' });
    assert.equal(begun.verification_uri, `${florin.url}/oauth/device`);
    const visitor = await owner(florin);
    const typed = await visitor.get('/oauth/device');
    const xsrf = (body: string) => /name="xsrf" value="([^"]+)"/.exec(body)?.[1] as string;
    const user_code = begun.user_code;
    const wrong = await visitor.post('/oauth/device', { xsrf: xsrf(typed.body), user_code: 'AAAA-AAAA' });
    assert.match(wrong.body, /no such code/);
    const found = await visitor.post('/oauth/device', { xsrf: xsrf(wrong.body), user_code });
    assert.ok(found.body.includes(user_code) && found.body.includes('Till'), found.body);
    const sure = await visitor.post('/oauth/device', { xsrf: xsrf(found.body), user_code, confirm: 'yes' });
    const consent = await follow(florin, visitor, sure.location as string);
    const done = await finishConsent(florin, visitor, consent);
    assert.match(done.body, /The device is connected/);
    const token = await client.pollDeviceAuthorizationGrant(device, begun);
    const headers = { authorization: `Bearer ${token.access_token}` };
    assert.equal((await fetch(`${florin.url}/v1/balances`, { headers })).status, 200);
  });
});

describe('a request that an app posts', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  const posted = (path: string, payload: string) =>
    florin.app.inject({
      ...{ method: 'POST', url: path, payload },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  it('is asked again with the cookies that browsers keep back, and ends as if it were a link', async () => {
    const { fields, verifier } = request(florin, { prompt: 'consent', state: 'a b&c' });
    const answer = await posted('/oauth/authorize', `${new URLSearchParams(fields)}`);
    assert.equal(answer.statusCode, 303);
    const visitor = await owner(florin);
    const back = await answerConsent(
      florin,
      visitor,
      await follow(florin, visitor, answer.headers.location as string),
    );
    assert.equal(back.searchParams.get('state'), 'a b&c');
    const { status } = await florin.post({
      ...{ grant_type: 'authorization_code', code: back.searchParams.get('code') as string },
      ...{ redirect_uri: REDIRECT_URI, code_verifier: verifier },
    });
    assert.equal(status, 200);
  });

  it('leads nowhere else, whatever is in it, and keeps what is said twice for the provider to refuse', async () => {
    const away = await posted('/oauth/logout', 'state=1&state=%0d%0aLocation:%20https://evil.example');
    assert.equal(
      away.headers.location,
      '/oauth/logout?state=1&state=%0D%0ALocation%3A+https%3A%2F%2Fevil.example',
    );
    const { fields } = request(florin);
    const twice = await posted('/oauth/authorize', `${new URLSearchParams(fields)}&scope=payments%3Awrite`);
    const { location = '' } = await (await owner(florin)).get(twice.headers.location as string);
    assert.match(location, /error=invalid_request&.*twice/);
  });

  it('is no longer than an address may be', async () => {
    assert.equal((await posted('/oauth/authorize', `state=${'x'.repeat(9000)}`)).statusCode, 413);
  });
});

describe('the provider refuses', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  /** Says what is wrong by a page, and sends nobody anywhere. */
  const stops = async (changes: Record<string, string>, said: RegExp) => {
    const page = await (await owner(florin)).get(request(florin, changes).url);
    assert.deepEqual([page.status, page.location], [400, undefined]);
    assert.match(page.body, said);
  };
  /** Says what is wrong to the app. */
  const tells = async (fields: Record<string, string>, error: string) => {
    const { location = '' } = await (await owner(florin)).get(
      `/oauth/authorize?${new URLSearchParams(fields)}`,
    );
    assert.ok(location.startsWith(`${REDIRECT_URI}?`), location);
    assert.equal(new URL(location).searchParams.get('error'), error);
  };

  it('to send anybody to an address that is off by one character', async () => {
    for (const redirect_uri of [`${REDIRECT_URI}/`, REDIRECT_URI.slice(0, -1), `${REDIRECT_URI}?x`])
      await stops({ redirect_uri }, /redirect_uri/);
    await stops({ client_id: 'app_01kb0ztb1c3d5e7f9g1h3j5k7m' }, /client/);
  });

  it('a request without PKCE, and with a challenge that is no hash', async () => {
    const { fields } = request(florin);
    const { code_challenge: _, code_challenge_method: __, ...without } = fields;
    await tells(without, 'invalid_request');
    await tells({ ...fields, code_challenge_method: 'plain' }, 'invalid_request');
    const { code_challenge_method: ___, ...plain } = fields;
    await tells(plain, 'invalid_request');
  });

  it('a request without PKCE, also of an app that may go without, where a verifier is sent for it', async () => {
    const settings = { name: 'Old library', redirect_uris: [REDIRECT_URI], require_pkce: false };
    const { body: app } = await florin.call('POST', '/v1/apps', settings);
    const as = { client_id: app.id, client_secret: app.client_secret };
    const visitor = await owner(florin);
    const { fields } = request(florin, { client_id: app.id, prompt: 'consent' });
    const { code_challenge: _, code_challenge_method: __, ...without } = fields;
    const codeOf = async (asked: Record<string, string>) => {
      const page = await follow(florin, visitor, `/oauth/authorize?${new URLSearchParams(asked)}`);
      return (await answerConsent(florin, visitor, page)).searchParams.get('code') as string;
    };
    const redeem = (code: string, more: Record<string, string> = {}) =>
      florin.post({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...more }, { as });
    assert.equal((await redeem(await codeOf(without))).status, 200);
    // Somebody has taken the challenge out of a request that had one.
    const verifier = { code_verifier: 'a'.repeat(43) };
    assert.equal((await redeem(await codeOf(without), verifier)).status, 400);
    assert.equal((await redeem(await codeOf(fields))).status, 400, 'what was begun with PKCE ends with it');
  });

  it('without PKCE no app that cannot prove itself, or is held to FAPI', async () => {
    for (const more of [
      { token_endpoint_auth_method: 'none', grant_types: ['authorization_code'] },
      { fapi: true },
    ]) {
      const wanted = { name: 'Loose', redirect_uris: [REDIRECT_URI], require_pkce: false, ...more };
      const { status } = await florin.call('POST', '/v1/apps', wanted);
      assert.equal(status, 400);
    }
  });

  it('a code without its verifier, with another, and for another address', async () => {
    const visitor = await owner(florin);
    const { code_verifier, ...without } = await newCode(florin, visitor);
    for (const fields of [
      without,
      { ...without, code_verifier: `${code_verifier}x` },
      { ...without, code_verifier, redirect_uri: `${REDIRECT_URI}/` },
    ]) {
      const { status, body } = await florin.post(fields as Record<string, string>);
      assert.deepEqual([status, body.access_token], [400, undefined], JSON.stringify(body));
    }
    assert.equal((await florin.post({ ...without, code_verifier })).status, 200);
  });

  it('a signed request that nothing has signed, or the public key as if it were a secret', async () => {
    const { publicKey } = await proofKey();
    const jwk = await exportJWK(publicKey);
    const { body: app } = await florin.call('POST', '/v1/apps', {
      ...{ name: 'Signs', token_endpoint_auth_method: 'private_key_jwt', redirect_uris: [REDIRECT_URI] },
      jwks: { keys: [jwk] },
    });
    const { fields } = request(florin, { client_id: app.id });
    const secret = new TextEncoder().encode(JSON.stringify(jwk));
    const hs256 = await new SignJWT({ ...fields, iss: app.id, aud: florin.url })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(secret);
    const none = new UnsecuredJWT({ ...fields, iss: app.id, aud: florin.url }).encode();
    for (const object of [hs256, none]) await tells({ ...fields, request: object }, 'invalid_request_object');
    // Nor does either prove who the app is.
    const claims = {
      iss: app.id,
      sub: app.id,
      aud: florin.url,
      jti: 'x',
      exp: Math.ceil(Date.now() / 1000) + 60,
    };
    for (const client_assertion of [
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret),
      new UnsecuredJWT(claims).encode(),
    ]) {
      const { body } = await florin.post(
        {
          ...{ grant_type: 'client_credentials', client_assertion },
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        },
        { as: null },
      );
      assert.equal(body.error, 'invalid_client');
    }
  });

  it('a request that is not signed, in the address or pushed, of an app that must sign', async () => {
    const { publicKey, privateKey } = await proofKey();
    const wanted = { name: 'Must sign', redirect_uris: [REDIRECT_URI], require_signed_request_object: true };
    const bare = await florin.call('POST', '/v1/apps', wanted);
    assert.deepEqual([bare.status, bare.body.field], [400, 'require_signed_request_object']);
    const jwks = { keys: [await exportJWK(publicKey)] };
    const { body: app } = await florin.call('POST', '/v1/apps', { ...wanted, jwks });
    assert.equal(app.require_signed_request_object, true);
    const as = { client_id: app.id, client_secret: app.client_secret };
    const { fields } = request(florin, { client_id: app.id, prompt: 'consent' });
    await tells(fields, 'invalid_request');
    const pushed = await florin.post(fields, { path: '/oauth/par', as });
    assert.deepEqual([pushed.status, pushed.body.error], [400, 'invalid_request']);
    assert.match(pushed.body.error_description, /Request Object must be used/);
    const signed = await new SignJWT({ ...fields, iss: app.id, aud: florin.url })
      .setProtectedHeader({ alg: 'ES256' })
      .setExpirationTime('1m')
      .sign(privateKey);
    const { status } = await florin.post({ request: signed }, { path: '/oauth/par', as });
    assert.equal(status, 201);
    const visitor = await owner(florin);
    const asked = new URLSearchParams({ ...fields, request: signed });
    const back = await answerConsent(
      florin,
      visitor,
      await follow(florin, visitor, `/oauth/authorize?${asked}`),
    );
    assert.ok(back.searchParams.has('code'), back.href);
  });

  it('an app the tokens of another', async () => {
    const { body: other } = await florin.call('POST', '/v1/apps', { name: 'Other' });
    const token = await florin.token('payments:read');
    const seen = await florin.post({ token }, { path: '/oauth/introspect', as: other });
    assert.deepEqual(seen.body, { active: false });
    await florin.post({ token }, { path: '/oauth/revoke', as: other });
    assert.equal((await florin.post({ token }, { path: '/oauth/introspect' })).body.active, true);
  });
});
