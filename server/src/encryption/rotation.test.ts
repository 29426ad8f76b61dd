import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf } from './rotation.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const at = (usedFrom: number) => ({ usedFrom });

describe('the keys to which others encrypt', () => {
  it('begin with one that is used at once', () => {
    assert.deepEqual(planOf([], 5), { shown: [], opened: [], makeFrom: 5 });
  });

  it('are followed by the next after a day, which is shown ten minutes before', () => {
    const one = at(0);
    assert.deepEqual(planOf([one], DAY - 10 * MINUTE - 1), { shown: [one], opened: [one], makeFrom: null });
    assert.equal(planOf([one], DAY - 10 * MINUTE).makeFrom, DAY);
    const two = at(DAY);
    assert.deepEqual(planOf([two, one], DAY - 1), { shown: [one, two], opened: [one, two], makeFrom: null });
    assert.deepEqual(planOf([two, one], DAY), { shown: [two], opened: [one, two], makeFrom: null });
  });

  it('are opened for two hours after they are used no more', () => {
    const [one, two] = [at(0), at(DAY)];
    assert.deepEqual(planOf([one, two], DAY + 120 * MINUTE - 1).opened, [one, two]);
    assert.deepEqual(planOf([one, two], DAY + 120 * MINUTE).opened, [two]);
  });

  it('that were not followed, because nothing ran, go on until the next one has been shown', () => {
    const one = at(0);
    const late = 5 * DAY;
    assert.deepEqual(planOf([one], late), { shown: [one], opened: [one], makeFrom: late + 10 * MINUTE });
  });
});
