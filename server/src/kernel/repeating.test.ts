import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Repeating } from './repeating.ts';

describe('repeated work', () => {
  it('goes on after a turn that failed, never runs twice at once, and ends with the turn that runs', async () => {
    const errors: unknown[] = [];
    const fault = new Error('this turn fails');
    const third = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    let turns = 0;
    let underway = 0;
    const repeating = new Repeating(
      1,
      async () => {
        turns++;
        underway++;
        assert.equal(underway, 1);
        try {
          if (turns === 1) throw fault;
          if (turns < 3) return;
          third.resolve();
          await finish.promise;
        } finally {
          underway--;
        }
      },
      (error) => errors.push(error),
    );
    await third.promise;
    let stopped = false;
    const stop = repeating.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(stopped, false);
    finish.resolve();
    await stop;
    assert.deepEqual([turns, errors], [3, [fault]]);
  });
});
