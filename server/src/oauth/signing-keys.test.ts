import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { until } from '../../../test/processes.ts';
import { openPool } from '../database/index.ts';
import { publishedKeys, rotateKeys } from './signing-keys.ts';
import { openTestProvider, type TestProvider } from './testing.ts';

const HOUR_MS = 3_600_000;

describe('the keys that sign', () => {
  let florin: TestProvider;
  let home: pg.Pool;
  before(async () => {
    florin = await openTestProvider();
    home = openPool(florin.databaseUrl, 'home', 2);
  });
  after(async () => {
    await home.end();
    await florin.close();
  });

  const published = async (by: TestProvider['second']): Promise<{ kid: string; d?: string }[]> =>
    (await by.app.inject('/.well-known/jwks.json')).json().keys;

  it('are published before they sign and after, by every process, without a restart', async () => {
    const first = (await published(florin)).map(({ kid }) => kid);
    assert.deepEqual(
      (await published(florin.second)).map(({ kid }) => kid),
      first,
    );
    const ring = florin.keys;
    const now = Date.now();
    await rotateKeys(home, ring, now);
    for (const by of [florin, florin.second]) await until(async () => (await published(by)).length === 4);
    const all = await published(florin);
    assert.deepEqual(
      all
        .slice(0, 2)
        .map(({ kid }) => kid)
        .sort(),
      first.sort(),
      'the old ones sign',
    );
    for (const { d } of all) assert.equal(d, undefined);
    const kidsAt = async (at: number) => (await publishedKeys(home, ring, at)).map(({ kid }) => kid);
    const signing = (await kidsAt(now + HOUR_MS)).slice(0, 2);
    assert.ok(
      signing.every((kid) => !first.includes(kid)),
      'later the new ones sign',
    );
    assert.equal((await kidsAt(now + HOUR_MS)).length, 4, 'what the old ones signed can still be verified');
    assert.deepEqual((await kidsAt(now + 3 * HOUR_MS)).sort(), signing.sort());
  });

  it('lie sealed in the database', async () => {
    const rows = await florin.sql('select private_key from oauth_signing_key');
    for (const { private_key } of rows) assert.ok(!(private_key as Buffer).includes('"kty"'));
  });
});
