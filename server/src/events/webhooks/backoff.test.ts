import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextTry, threeDays } from './backoff.ts';

describe('the retry schedule', () => {
  const delays = (random: number): number[] => {
    const found: number[] = [];
    for (let now = 0, tries = 1; ; tries++) {
      const at = nextTry(threeDays, { tries, firstAt: 0, now, random });
      if (at === null) return found;
      found.push(at - now);
      now = at;
    }
  };

  it('waits four times longer each time, up to six hours, and gives up after three days', () => {
    const found = delays(0.5);
    assert.deepEqual(
      found.slice(0, 8).map((ms) => ms / 1000),
      [5, 20, 80, 320, 1280, 5120, 20_480, 21_600],
    );
    const total = found.reduce((sum, ms) => sum + ms, 0);
    assert.ok(total <= 3 * 86_400_000 && total > 2.7 * 86_400_000, `${total}`);
  });

  it('spreads by a fifth either way', () => {
    assert.equal(delays(0)[0], 4000);
    assert.equal(delays(1)[0], 6000);
  });
});
