import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { openPool } from '../database/index.ts';
import { newCode, owner } from './pages/testing.ts';
import { sweeps } from './sweeps.ts';
import { openTestProvider, proofKey, type TestProvider } from './testing.ts';

const DAY_MS = 24 * 3_600_000;

describe('what has ended', () => {
  let florin: TestProvider;
  let home: pg.Pool;
  before(async () => {
    florin = await openTestProvider();
    home = openPool(florin.databaseUrl, 'home', 1);
  });
  after(async () => {
    await home.end();
    await florin.close();
  });

  const sweep = async (now: number): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { what, run } of sweeps) counts[what] = await run(home, { now, batch: 1000 });
    return counts;
  };
  const left = async (table: string) => (await florin.sql(`select 1 from ${table}`)).length;

  it('is swept when its time has come, and not before', async () => {
    const key = await proofKey();
    const dpop = await key.prove('POST', `${florin.url}/oauth/token`);
    const bound = await florin.post(
      { grant_type: 'client_credentials', scope: 'payments:read' },
      { headers: { dpop } },
    );
    const token = bound.body.access_token;
    const proof = await key.prove('GET', `${florin.url}/v1/payments`, token);
    const headers = { authorization: `DPoP ${token}`, dpop: proof };
    assert.equal((await florin.app.inject({ url: '/v1/payments', headers })).statusCode, 200);
    await florin.post(await newCode(florin, await owner(florin)));
    await florin.post({ token }, { path: '/oauth/revoke' });
    const early = await sweep(Date.now());
    assert.deepEqual(Object.values(early), [0, 0, 0, 0, 0]);
    const soon = await sweep(Date.now() + 2 * 3_600_000);
    assert.deepEqual([soon.oauth_proofs, soon.oauth_revocations, soon.oauth_grants], [1, 1, 0]);
    assert.ok((await left('oauth_state')) > 0, 'a refresh token and its grant stand');
    await sweep(Date.now() + 181 * DAY_MS);
    for (const table of ['oauth_state', 'oauth_grant', 'oauth_proof', 'oauth_revocation'])
      assert.equal(await left(table), 0, table);
    assert.equal(await left('oauth_signing_key'), 2, 'keys that sign stay');
  });
});
