import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Repeating } from './repeating.ts';

/** Lets everything that has been resolved go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('repeated work', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('goes on after a turn that failed, never runs twice at once, and ends with the turn that runs', async () => {
    const errors: unknown[] = [];
    const fault = new Error('this turn fails');
    const finish = Promise.withResolvers<void>();
    let turns = 0;
    const repeating = new Repeating(
      10,
      async () => {
        turns++;
        if (turns === 1) throw fault;
        if (turns === 3) await finish.promise;
      },
      (error) => errors.push(error),
    );
    const pass = async () => {
      mock.timers.tick(10);
      await settle();
    };
    for (let n = 0; n < 5; n++) await pass();
    assert.equal(turns, 3);
    let stopped = false;
    const stop = repeating.stop().then(() => {
      stopped = true;
    });
    await settle();
    assert.equal(stopped, false);
    finish.resolve();
    await stop;
    await pass();
    assert.deepEqual([turns, errors], [3, [fault]]);
  });

  it('waits longer and longer while it fails, a minute at most, and is quick again once it succeeds', async () => {
    let fails = true;
    let at = 0;
    const turns: number[] = [];
    const repeating = new Repeating(
      500,
      async () => {
        turns.push(at);
        if (fails) throw new Error('this turn fails');
      },
      () => {},
    );
    const until = async (end: number) => {
      while (at < end) {
        at += 500;
        mock.timers.tick(500);
        await settle();
      }
    };
    await until(300_000);
    const waits = () => turns.map((turn, n) => turn - (turns[n - 1] ?? 0));
    const doubled = [500, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000];
    assert.deepEqual(waits(), doubled);
    fails = false;
    await until(310_000);
    assert.deepEqual(waits().slice(doubled.length, doubled.length + 4), [60_000, 500, 500, 500]);
    await repeating.stop();
  });
});
