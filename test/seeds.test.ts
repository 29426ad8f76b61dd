import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { failedSeeds, keepSeed, seedOf } from './seeds.ts';

describe('seeds', () => {
  const given = process.env.FLORIN_SEED;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-seeds-'));
    delete process.env.FLORIN_SEED;
  });
  after(async () => {
    if (given !== undefined) process.env.FLORIN_SEED = given;
    await rm(folder, { recursive: true });
  });

  it('are the usual one and those that failed, separately for each test file', () => {
    assert.deepEqual(failedSeeds('/a/queue/simulation.test.ts', folder), []);
    keepSeed('/a/queue/simulation.test.ts', 7, folder);
    keepSeed('/a/queue/simulation.test.ts', 3, folder);
    keepSeed('/a/queue/simulation.test.ts', 7, folder);
    assert.deepEqual(failedSeeds('/b/queue/simulation.test.ts', folder), [3, 7]);
    assert.deepEqual(failedSeeds('/a/payments/simulation.test.ts', folder), []);
    assert.equal(seedOf(1), 1);
  });

  it('are new ones in the nightly run', () => {
    keepSeed('/a/night/one.test.ts', 7, folder);
    process.env.FLORIN_SEED = '42';
    assert.equal(seedOf(1), 42);
    assert.deepEqual(failedSeeds('/a/night/one.test.ts', folder), []);
    delete process.env.FLORIN_SEED;
  });
});
