import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { openTestProvider, type TestProvider } from './testing.ts';

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
});
