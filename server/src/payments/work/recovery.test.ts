import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ChannelAnswer, NotFound } from '../../channels/index.ts';
import { testChannel } from '../../channels/testing.ts';
import { openTestPlatform, type TestPlatform, turnOf } from '../../testing.ts';
import { verify } from '../../verify.ts';

const NEVER = new Promise<never>(() => {});

/** A channel with scripted answers. The last answer of a list is repeated. */
function scripted(script: {
  authorize: () => ChannelAnswer | Promise<ChannelAnswer>;
  query: (ChannelAnswer | NotFound)[];
  reverse?: ChannelAnswer[];
}) {
  const calls: string[] = [];
  const next = <T>(answers: T[]): T => (answers.length > 1 ? answers.shift() : answers[0]) as T;
  const channel = testChannel({
    authorize: () => script.authorize(),
    query: () => {
      calls.push('query');
      return next(script.query);
    },
    reverse: () => {
      calls.push('reverse');
      return next(script.reverse ?? []);
    },
  });
  return { channel, calls };
}

/** The owner of an attempt is quick enough to send it, and to tell that there was no answer, on a busy machine too. */
const times = { sendWithinMs: 3000, recoverAfterMs: 4000 };

describe('an attempt that its owner did not finalize', () => {
  let florin: TestPlatform;
  afterEach(() => florin.close());

  /**
   * Pays on a channel that does not answer, makes the attempt old enough to recover, and recovers until the payment
   * has ended.
   */
  async function recovered(script: Parameters<typeof scripted>[0], order: string) {
    const { channel, calls } = scripted(script);
    florin = await openTestPlatform({
      channels: [channel],
      ...times,
      channelTimeoutMs: 20,
    });
    const handed = await florin.call('POST', '/pay', { order_id: order, amount: 500, currency: 'USD' });
    for (;;) {
      await turnOf(florin.recovery);
      const [row] = await florin.sql('select id, status, decline_code, open_attempt from payment');
      if (row?.open_attempt === null) return { handed, row, calls };
    }
  }

  it('succeeds when the channel did it', async () => {
    const { handed, row, calls } = await recovered(
      {
        authorize: () => NEVER,
        query: [{ kind: 'unknown', reason: 'down' }, { kind: 'pending' }, { kind: 'approved', amount: 500n }],
      },
      'a',
    );
    assert.equal(handed.status, 202);
    assert.equal(handed.body.status, 'processing');
    assert.equal(row?.status, 'succeeded');
    assert.deepEqual(calls, ['query', 'query', 'query']);
    const epochs = await florin.sql('select epoch from attempt_claim order by epoch');
    assert.deepEqual(epochs, [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }]);
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });

  it('fails only after the channel has shut it out', async () => {
    const { row, calls } = await recovered(
      {
        authorize: () => Promise.reject(new Error('connection reset')),
        query: [{ kind: 'not_found' }],
        reverse: [{ kind: 'unknown', reason: 'down' }, { kind: 'reversed' }],
      },
      'b',
    );
    assert.equal(row?.status, 'failed');
    assert.deepEqual(calls, ['query', 'reverse', 'query', 'reverse']);
    // The order is free again.
    assert.equal((await florin.sql('select from payment where order_released is null')).length, 0);
  });

  it('succeeds when it arrived after the channel said it knew nothing', async () => {
    const { row } = await recovered(
      {
        authorize: () => NEVER,
        query: [{ kind: 'not_found' }],
        reverse: [{ kind: 'approved', amount: 500n }],
      },
      'c',
    );
    assert.equal(row?.status, 'succeeded');
  });

  it('is not given up before the channel’s time for late arrivals is over, where nothing shuts it out', async () => {
    const LATE_MS = 400;
    let reversedAt = 0;
    const { channel } = scripted({ authorize: () => NEVER, query: [{ kind: 'not_found' }] });
    florin = await openTestPlatform({
      channels: [
        {
          ...channel,
          capabilities: { ...channel.capabilities, lateArrivalMs: LATE_MS },
          reverse: () => {
            reversedAt = Date.now();
            return { kind: 'reversed' };
          },
        },
      ],
      ...times,
      channelTimeoutMs: 20,
    });
    await florin.call('POST', '/pay', { order_id: 'late', amount: 500, currency: 'USD' });
    while ((await florin.sql("select from payment where status = 'failed'")).length === 0)
      await turnOf(florin.recovery);
    const [attempt] = await florin.sql('select send_before from attempt');
    assert.ok(reversedAt >= (attempt?.send_before as number) + LATE_MS);
  });

  it('is told by its owner in time only: what comes late is not written', async () => {
    let answer: (answer: ChannelAnswer) => void = () => {};
    const late = new Promise<ChannelAnswer>((resolve) => {
      answer = resolve;
    });
    const { channel } = scripted({
      authorize: () => late,
      query: [{ kind: 'declined', decline: 'lost_card' }],
    });
    // The owner waits for its channel until it is too late to write the answer.
    florin = await openTestPlatform({
      channels: [channel],
      ...times,
      channelTimeoutMs: 60_000,
    });
    const asked = florin.call('POST', '/pay', { order_id: 'd', amount: 500, currency: 'USD' });
    let status: unknown;
    while (status !== 'failed') {
      await turnOf(florin.recovery);
      [{ status } = { status: undefined }] = await florin.sql('select status from payment');
    }
    answer({ kind: 'approved', amount: 500n });
    const told = await asked;
    assert.deepEqual([told.status, told.body.decline_code], [402, 'lost_card']);
    const [row] = await florin.sql('select status, decline_code from payment');
    assert.deepEqual(row, { status: 'failed', decline_code: 'lost_card' });
  });
});
