import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { ChannelAnswer } from '../channels/index.ts';
import { testChannel } from '../channels/testing.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { verify } from '../verify.ts';

const DAY_MS = 86_400_000;

/** A channel that approves, declines and lets wait, by the reference alone, so that asking again agrees. */
const moody = testChannel({
  authorize: ({ reference, money }) => mood(reference, money.amount),
  capture: ({ reference, money }) => mood(reference, money.amount),
  void: ({ reference, money }) => mood(reference, money.amount),
  refund: ({ reference, money }) => mood(reference, money.amount),
  query: ({ reference, money }) => finalMood(reference, money.amount),
  reverse: ({ reference, money }) => finalMood(reference, money.amount),
});
function finalMood(reference: string, amount: bigint): ChannelAnswer {
  return '048cgmrw'.includes(reference.at(-1) as string)
    ? { kind: 'declined', decline: 'card_declined' }
    : { kind: 'approved', amount };
}
function mood(reference: string, amount: bigint): ChannelAnswer {
  const late = '123'.includes(reference.at(-2) as string);
  return late ? { kind: 'pending' } : finalMood(reference, amount);
}

describe('whatever many clients ask for at once', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform({ channels: [moody], sendWithinMs: 100, settleAfterMs: 200 });
  });
  after(() => florin.close());

  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('create' as const),
        manual: fc.boolean(),
        confirm: fc.boolean(),
        order: fc.nat(4),
        amount: fc.integer({ min: 1, max: 5000 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm' as const), which: fc.nat() }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('capture' as const),
        which: fc.nat(),
        amount: fc.option(fc.integer({ min: 1, max: 6000 }), { nil: undefined }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('refund' as const),
        which: fc.nat(),
        amount: fc.option(fc.integer({ min: 1, max: 6000 }), { nil: undefined }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.nat(3) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  it('the books prove, every answer is one that the API knows, and nothing is left open', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 4, maxLength: 10 }),
        async (clients) => {
          run++;
          const made: string[] = [];
          const statuses: number[] = [];
          const ask = async (path: string, body: object) => {
            const answer = await florin.call('POST', path, body);
            statuses.push(answer.status);
            return answer.body;
          };
          const act = async (one: Step): Promise<void> => {
            const which = 'which' in one ? made[one.which % Math.max(1, made.length)] : undefined;
            const amount = 'amount' in one && one.amount !== undefined ? { amount: one.amount } : {};
            if (one.do === 'create') {
              const body = await ask('/v1/payments', {
                order_id: `run-${run}-${one.order}`,
                currency: 'USD',
                capture_method: one.manual ? 'manual' : 'automatic',
                ...amount,
                ...(one.confirm ? { confirm: true, payment_method: 'tok_visa' } : {}),
              });
              if (body.id !== undefined) made.push(body.id);
            } else if (one.do === 'pass') {
              await florin.sql('update account_head set clock_offset = clock_offset + $1', [
                one.days * DAY_MS,
              ]);
              await florin.calendar.run();
            } else if (which === undefined) return;
            else if (one.do === 'refund') await ask('/v1/refunds', { payment: which, ...amount });
            else if (one.do === 'confirm')
              await ask(`/v1/payments/${which}/confirm`, { payment_method: 'tok_visa' });
            else await ask(`/v1/payments/${which}/${one.do}`, amount);
          };
          await Promise.all(
            clients.map(async (steps) => {
              for (const one of steps) await act(one);
            }),
          );
          for (;;) {
            await florin.recovery.run();
            const [row] = await florin.sql(
              'select count(*) as open from attempt a where not exists (select from outcome o where o.attempt_id = a.id)',
            );
            if (row?.open === 0n) break;
          }
          // 503: too late to send, on a machine that is busy; the books must prove all the same.
          assert.ok(
            statuses.every((status) => [200, 409, 503].includes(status)),
            statuses.join(' '),
          );
          assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
        },
      ),
      { numRuns: 25, seed: 20_261_124, endOnFailure: true },
    );
  });
});
