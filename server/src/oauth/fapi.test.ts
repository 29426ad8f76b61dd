import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { decodeProtectedHeader, exportJWK, SignJWT } from 'jose';
import { answerConsent, follow, owner, REDIRECT_URI, request } from './pages/testing.ts';
import { openTestProvider, proofKey, type TestProvider } from './testing.ts';

describe('an app of FAPI 2.0', () => {
  let florin: TestProvider;
  let id: string;
  let key: KeyObject;
  before(async () => {
    florin = await openTestProvider();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    key = privateKey;
    const { body } = await florin.call('POST', '/v1/apps', {
      ...{ name: 'Bank', redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'private_key_jwt' },
      ...{ jwks: { keys: [await exportJWK(publicKey)] }, fapi: true, dpop_bound: true },
    });
    id = body.id;
  });
  after(() => florin.close());

  const signed = (claims: object, alg = 'PS256') => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: id, aud: florin.url, exp: now + 60, jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg })
      .sign(key);
  };
  const asking = async (
    fields: Record<string, string>,
    { path = '/oauth/par', alg = 'PS256', aud = florin.url, proof = '' },
  ) =>
    florin.post(
      {
        ...{ ...fields, client_id: id, client_assertion: await signed({ sub: id, aud }, alg) },
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      },
      { path, as: null, ...(proof === '' ? {} : { headers: { dpop: proof } }) },
    );

  it('proves itself with signatures of the profile alone, made for the issuer', async () => {
    const { fields } = request(florin, { client_id: id });
    assert.equal((await asking(fields, {})).status, 201);
    assert.equal((await asking(fields, { alg: 'RS256' })).body.error, 'invalid_client');
    assert.equal((await asking(fields, { aud: `${florin.url}/oauth/par` })).body.error, 'invalid_client');
  });

  it('signs requests in the same way, for an hour at most', async () => {
    const { fields } = request(florin, { client_id: id });
    const now = Math.floor(Date.now() / 1000);
    const of = async (claims: object, alg?: string) =>
      (await asking({ request: await signed({ ...fields, nbf: now, ...claims }, alg) }, {})).body.error;
    assert.equal(await of({}), undefined);
    assert.equal(await of({}, 'RS256'), 'invalid_request_object');
    assert.equal(await of({ nbf: undefined }), 'invalid_request_object');
    assert.equal(await of({ exp: now + 3601 }), 'invalid_request_object');
  });

  it('is answered with signatures of the profile too', async () => {
    const { fields } = request(florin, { client_id: id, response_mode: 'jwt', prompt: 'none' });
    const { body: pushed } = await asking(fields, {});
    const asked = new URLSearchParams({ client_id: id, request_uri: pushed.request_uri });
    const { location = '' } = await (await owner(florin)).get(`/oauth/authorize?${asked}`);
    const response = new URL(location).searchParams.get('response') ?? assert.fail(location);
    assert.equal(decodeProtectedHeader(response).alg, 'PS256');
  });

  it('keeps its refresh token, which is bound to its key', async () => {
    const { prove } = await proofKey();
    const { fields, verifier } = request(florin, { client_id: id });
    const { body: pushed } = await asking(fields, {});
    const visitor = await owner(florin);
    const url = `/oauth/authorize?${new URLSearchParams({ client_id: id, request_uri: pushed.request_uri })}`;
    const back = await answerConsent(florin, visitor, await follow(florin, visitor, url));
    const redeem = async (fields: Record<string, string>) =>
      (
        await asking(fields, {
          path: '/oauth/token',
          proof: await prove('POST', `${florin.url}/oauth/token`),
        })
      ).body;
    const first = await redeem({
      ...{ grant_type: 'authorization_code', code: back.searchParams.get('code') as string },
      ...{ redirect_uri: REDIRECT_URI, code_verifier: verifier },
    });
    const next = await redeem({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    assert.equal(next.refresh_token, first.refresh_token, JSON.stringify([first, next]));
    assert.notEqual(next.access_token, first.access_token);
  });
});
