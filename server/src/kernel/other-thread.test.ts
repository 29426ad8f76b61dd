import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { threadId } from 'node:worker_threads';
import { OtherThread } from './other-thread.ts';

interface Twice {
  readonly twice: number;
  readonly threadId: number;
}

describe('another thread', () => {
  const open = () => new OtherThread<number, Twice>(new URL('./other-thread.fixture.ts', import.meta.url));

  it('gives each item its own result, also over many turns at once', async () => {
    const thread = open();
    const rounds = Array.from({ length: 20 }, async (_, round) => {
      for (let step = 0; step < round; step++) await new Promise(setImmediate);
      return Promise.all(Array.from({ length: 50 }, (_, n) => thread.do(round * 100 + n)));
    });
    for (const [round, results] of (await Promise.all(rounds)).entries())
      for (const [n, { twice, threadId: where }] of results.entries()) {
        assert.equal(twice, 2 * (round * 100 + n));
        assert.notEqual(where, threadId);
      }
  });

  it('tells why an item has no result, and does the others of its batch', async () => {
    const thread = open();
    const [first, refused, last] = await Promise.allSettled([thread.do(1), thread.do(-2), thread.do(3)]);
    assert.equal(first?.status, 'fulfilled');
    assert.equal(last?.status, 'fulfilled');
    assert.match(String((refused as PromiseRejectedResult).reason), /-2 is negative/);
  });

  it('refuses an item that cannot be sent, and goes on', async () => {
    const thread = open();
    await assert.rejects(thread.do((() => {}) as never), { name: 'DataCloneError' });
    assert.equal((await thread.do(2)).twice, 4);
  });

  it('refuses what was under way when it ended, and starts again with the next item', async () => {
    const thread = open();
    const before = await thread.do(1);
    const ended = await Promise.allSettled([thread.do(Infinity), thread.do(2)]);
    for (const each of ended) assert.match(String((each as PromiseRejectedResult).reason), /ended with 13/);
    const after = await thread.do(4);
    assert.equal(after.twice, 8);
    assert.notEqual(after.threadId, before.threadId);
  });
});
