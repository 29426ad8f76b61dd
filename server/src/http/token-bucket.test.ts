import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../kernel/clock.ts';
import { TokenBuckets } from './token-bucket.ts';

/** A clock that stands until it is moved. */
function standingClock(): Clock & { forward(milliseconds: number): void } {
  let now = 1_000_000;
  return {
    now: () => now,
    monotonic: () => now,
    forward(milliseconds) {
      now += milliseconds;
    },
  };
}

describe('a token bucket', () => {
  const allowance = { perSecond: 10, burst: 20 };

  it('gives its burst at once, and then so many a second', () => {
    const clock = standingClock();
    const buckets = new TokenBuckets(clock);
    const take = () => buckets.take('one', allowance);
    for (let taken = 1; taken <= 20; taken++) {
      const { allowed, remaining } = take();
      assert.deepEqual([allowed, remaining], [true, 20 - taken]);
    }
    assert.deepEqual(take(), { allowed: false, remaining: 0, resetSeconds: 2, retryAfter: 0.1 });
    clock.forward(99);
    assert.equal(take().allowed, false);
    clock.forward(1);
    assert.equal(take().allowed, true);
    assert.equal(take().allowed, false);
    clock.forward(3_600_000);
    assert.equal(take().remaining, 19, 'it never holds more than its burst');
  });

  it('is of one owner alone', () => {
    const buckets = new TokenBuckets(standingClock());
    for (let taken = 0; taken < 20; taken++) buckets.take('one', allowance);
    assert.equal(buckets.take('one', allowance).allowed, false);
    assert.equal(buckets.take('two', allowance).allowed, true);
  });

  it('is forgotten when others were used later, so that memory is bounded', () => {
    const buckets = new TokenBuckets(standingClock(), 1000);
    for (let taken = 0; taken < 20; taken++) buckets.take('busy', allowance);
    for (let other = 0; other < 100_000; other++) {
      buckets.take(`other ${other}`, allowance);
      if (other % 100 === 0) assert.equal(buckets.take('busy', allowance).allowed, false);
    }
    assert.equal(buckets.size, 1000);
  });
});
