import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeldomLog } from './seldom.ts';

describe('a log for what is tried again and again', () => {
  let now = 0;
  const lines: [string, object, string][] = [];
  const log = new SeldomLog(
    {
      warn: (fields, message) => lines.push(['warn', fields, message]),
      error: (fields, message) => lines.push(['error', fields, message]),
    },
    { now: () => 0, monotonic: () => now },
  );

  it('writes the first line at once, then one a minute, with the count of those left out', () => {
    for (; now < 150_000; now += 500) log.warn({ row: now }, 'not done');
    assert.deepEqual(lines.splice(0), [
      ['warn', { row: 0 }, 'not done'],
      ['warn', { row: 60_000, left_out: 119 }, 'not done'],
      ['warn', { row: 120_000, left_out: 119 }, 'not done'],
    ]);
  });

  it('hides no line behind one of another kind', () => {
    const failed = (text: string) => log.error({ err: new Error(text) }, 'failed');
    for (const text of ['no row', 'no account acct_01kb0zt2', 'no account acct_01kb0zt3', 'no row'])
      failed(text);
    log.warn({ reason: 'down' }, 'no answer');
    log.warn({ reason: 'late' }, 'no answer');
    assert.equal(lines.splice(0).length, 4);
  });

  it('writes few lines, however many kinds a fault makes up', () => {
    now += 60_000;
    for (let n = 0; n < 10_000; n++) log.warn({ err: new Error(n.toString(36).replace(/\d/g, 'x-')) }, 'odd');
    assert.ok(lines.length <= 101, String(lines.length));
  });
});
