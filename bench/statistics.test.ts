import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, percentile } from './statistics.ts';

describe('statistics', () => {
  it('take the middle one, or the mean of the two in the middle', () => {
    assert.equal(median([10, 9, 100]), 10);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.throws(() => median([]));
  });

  it('take as percentile the smallest value that enough of them do not exceed', () => {
    const values = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.equal(percentile(values, 0.5), 50);
    assert.equal(percentile(values, 0.99), 99);
    assert.equal(percentile(Float64Array.of(7), 0.99), 7);
  });
});
