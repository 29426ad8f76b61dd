import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePgbench } from './tpcb.ts';

const output = `transaction type: <builtin: TPC-B (sort of)>
scaling factor: 128
number of transactions actually processed: 4
number of failed transactions: 0 (0.000%)
latency average = 42.012 ms
tps = 3046.715327 (without initial connection time)
`;
const logs = [
  '0 1 4000 0 1764026000 101\n1 1 1000 0 1764026000 102\n',
  '2 1 2000 0 1764026000 103\n3 1 90000 0 1764026000 104\n',
];

describe('what pgbench prints and logs', () => {
  it('is read, with percentiles of every transaction of every thread', () => {
    assert.deepEqual(parsePgbench(output, logs), { done: 4, perSecond: 3046.715327, p50Ms: 2, p99Ms: 90 });
  });

  it('is refused if a transaction failed', () => {
    assert.throws(() =>
      parsePgbench(output.replace('failed transactions: 0', 'failed transactions: 2'), logs),
    );
  });
});
