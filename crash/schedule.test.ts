import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROUNDS, scheduleOf } from './schedule.ts';

const count = (seed: number, victim: string, signal: string, frozenMs = 0): number =>
  scheduleOf(seed, ROUNDS).filter(
    (blow) => blow.victim === victim && blow.signal === signal && blow.frozenMs >= frozenMs,
  ).length;

describe('the schedule of the kill test', () => {
  it('depends only on the seed', () => {
    assert.deepEqual(scheduleOf(7, ROUNDS), scheduleOf(7, ROUNDS));
    assert.notDeepEqual(scheduleOf(7, ROUNDS), scheduleOf(8, ROUNDS));
  });

  it('has every kind of blow often enough in a whole run', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      assert.ok(count(seed, 'server', 'SIGKILL') >= 30);
      // Past the time to take over an attempt, and only past the time to send it.
      assert.ok(count(seed, 'server', 'SIGSTOP', 3_000) >= 8);
      assert.ok(count(seed, 'server', 'SIGSTOP', 1_000) >= 8 + 4);
      // Longer than a lane waits for its answers.
      assert.ok(count(seed, 'backend', 'SIGSTOP', 5_000) >= 6);
      assert.ok(count(seed, 'postmaster', 'SIGKILL') >= 3);
      assert.ok(count(seed, 'supervisor', 'SIGKILL') >= 2);
    }
  });

  it('has one of each kind in a short run, and as many rounds as were asked for', () => {
    for (const victim of ['server', 'backend', 'postmaster', 'supervisor'])
      assert.ok(scheduleOf(3, 6).some((blow) => blow.victim === victim));
    for (const rounds of [0, 1, 4, 6, 17, 200]) assert.equal(scheduleOf(3, rounds).length, rounds);
  });
});
