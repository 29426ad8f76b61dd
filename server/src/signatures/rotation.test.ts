import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf, SIGNING_KEY_KEPT_MS } from './rotation.ts';

const DAY_MS = 86_400_000;
const key = (day: number) => ({ signsFrom: day * DAY_MS });
const at = (...days: number[]) => ({
  on: (day: number) => {
    const { signing, makeFrom } = planOf(days.map(key), day * DAY_MS);
    return [
      signing === null ? null : signing.signsFrom / DAY_MS,
      makeFrom === null ? null : makeFrom / DAY_MS,
    ];
  },
});

describe('Florin’s signing keys', () => {
  it('begin with one that signs at once', () => {
    assert.deepEqual(at().on(7), [null, 7]);
  });

  it('sign for ninety days, and the next is shown a day before it signs', () => {
    assert.deepEqual(at(7).on(7), [7, null]);
    assert.deepEqual(at(7).on(95.9), [7, null]);
    assert.deepEqual(at(7).on(96), [7, 97]);
    assert.deepEqual(at(7, 97).on(96.5), [7, null]);
    assert.deepEqual(at(97, 7).on(97), [97, null]);
  });

  it('are shown for a day first also where nobody was there when the next was due', () => {
    assert.deepEqual(at(7).on(500), [7, 501]);
    assert.ok(SIGNING_KEY_KEPT_MS > DAY_MS);
  });
});
