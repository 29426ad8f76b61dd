import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CpuSnapshot,
  classifier,
  cpuBetween,
  type ProcessTimes,
  parseBusy,
  parseStat,
  REST,
} from './cpu.ts';

const stat =
  '42 (post (gres) x) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 30 20 20 0 1 0 900 1000 200 18446744073709551615';

describe('CPU times', () => {
  it('are read from a process whose name holds parentheses', () => {
    assert.deepEqual(parseStat(stat), {
      pid: 42,
      parent: 7,
      program: 'post (gres) x',
      ticks: 200,
      reapedTicks: 50,
    });
  });

  it('of the machine are all but waiting and what was stolen', () => {
    assert.equal(parseBusy('cpu  100 5 50 9000 700 3 2 44 0 0\ncpu0 1 1 1 1\n'), 160);
  });

  const times = (pid: number, parent: number, program: string, ticks: number, reapedTicks = 0) =>
    [pid, { pid, parent, program, ticks, reapedTicks }] as [number, ProcessTimes];
  const snapshot = (atMs: number, busyTicks: number, processes: [number, ProcessTimes][]): CpuSnapshot => ({
    atMs,
    busyTicks,
    processes: new Map(processes),
  });

  // 1: the supervisor, 2: a server, 3: the postmaster, 4: a lane's backend, 5: a new backend, 6: wrk, 9: a stranger.
  const before = snapshot(0, 1000, [
    times(1_000_001, 0, 'node', 5),
    times(1_000_002, 1_000_001, 'node', 100),
    times(1_000_003, 1_000_001, 'postgres', 10, 40),
    times(1_000_004, 1_000_003, 'postgres', 50),
    times(1_000_006, 0, 'wrk', 1),
    times(1_000_009, 0, 'cc', 500),
  ]);
  const after = snapshot(1000, 1190, [
    times(1_000_001, 0, 'node', 5),
    times(1_000_002, 1_000_001, 'node', 180),
    times(1_000_003, 1_000_001, 'postgres', 11, 43),
    times(1_000_004, 1_000_003, 'postgres', 110),
    times(1_000_005, 1_000_003, 'postgres', 2),
    times(1_000_006, 0, 'wrk', 11),
    times(1_000_009, 0, 'cc', 530),
  ]);

  it('are told apart by what a process is, with those that began or ended meanwhile', () => {
    const backends = new Map([[1_000_004, 'florin lane']]);
    const classify = classifier(after, 1_000_001, { pid: 1_000_006, name: 'wrk' }, backends);
    const { micros, windowMicros } = cpuBetween(before, after, classify);
    assert.equal(windowMicros, 1_000_000);
    assert.deepEqual(Object.fromEntries(micros), {
      supervisor: 0,
      'Florin servers': 800_000,
      // The postmaster's own, of a backend that ended, and of a new one.
      'PostgreSQL: others': 60_000,
      'PostgreSQL: florin lane': 600_000,
      wrk: 100_000,
      [REST]: 340_000,
    });
  });
});
