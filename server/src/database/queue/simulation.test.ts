import { describe, it } from 'node:test';
import { failedSeeds, seedOf } from '../../../../test/seeds.ts';
import { simulate } from './testing.ts';

/** A second or two of a machine with nothing else to do. */
const SCHEDULES = 300;

describe('the commit queue, with trouble of every kind at any moment', () => {
  it('does every command at most once, answers every caller in time and truly, and drains', async () => {
    const first = seedOf(1);
    for (const seed of failedSeeds(import.meta.filename)) await simulate(seed);
    for (let n = 0; n < SCHEDULES; n++) await simulate(first + n);
  });
});
