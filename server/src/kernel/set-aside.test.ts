import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SetAside } from './set-aside.ts';

describe('what failed by itself', () => {
  let now = 0;
  const setAside = new SetAside({ now: () => 0, monotonic: () => now }, 500);

  it('is set aside longer and longer, and once it succeeds no more', () => {
    const waits = Array.from({ length: 4 }, () => {
      setAside.failed('row');
      assert.equal(setAside.holds('another'), false);
      const since = now;
      while (setAside.holds('row')) now += 100;
      return now - since;
    });
    assert.deepEqual(waits, [500, 1000, 2000, 4000]);
    setAside.failed('row');
    setAside.succeeded('row');
    assert.equal(setAside.holds('row'), false);
  });

  it('is forgotten before it is too much to remember', () => {
    for (let n = 0; n <= 10_000; n++) setAside.failed(`row ${n}`);
    assert.deepEqual([setAside.holds('row 0'), setAside.holds('row 1')], [false, true]);
  });
});
