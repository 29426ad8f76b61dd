import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROUNDS, scheduleOf } from './schedule.ts';

const count = (seed: number, rounds: number, victim: string, signal: string): number =>
  scheduleOf(seed, rounds).filter((blow) => blow.victim === victim && blow.signal === signal).length;

describe('the schedule of the kill test', () => {
  it('follows from the seed alone', () => {
    assert.deepEqual(scheduleOf(7, ROUNDS), scheduleOf(7, ROUNDS));
    assert.notDeepEqual(scheduleOf(7, ROUNDS), scheduleOf(8, ROUNDS));
  });

  it('has every kind of blow often enough in a whole run', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      assert.ok(count(seed, ROUNDS, 'server', 'SIGKILL') >= 30);
      assert.ok(count(seed, ROUNDS, 'server', 'SIGSTOP') >= 8);
      assert.ok(count(seed, ROUNDS, 'backend', 'SIGSTOP') >= 6);
      assert.ok(count(seed, ROUNDS, 'postmaster', 'SIGKILL') >= 3);
      assert.ok(count(seed, ROUNDS, 'supervisor', 'SIGKILL') >= 2);
    }
  });

  it('freezes servers until their attempts may be taken over, and backends until their lanes give them up', () => {
    for (const { victim, signal, frozenMs } of scheduleOf(1, ROUNDS)) {
      if (signal === 'SIGSTOP') assert.ok(frozenMs > (victim === 'server' ? 3_000 : 5_000));
    }
  });

  it('has one of each kind in a short run, and as many rounds as were asked for', () => {
    for (const victim of ['server', 'backend', 'postmaster', 'supervisor'])
      assert.ok(scheduleOf(3, 6).some((blow) => blow.victim === victim));
    for (const rounds of [0, 1, 4, 6, 17, 200]) assert.equal(scheduleOf(3, rounds).length, rounds);
  });
});
