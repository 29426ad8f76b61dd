import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { ChannelAnswer } from '../channels/index.ts';
import { signed, testChannel } from '../channels/testing.ts';
import { type AccountId, idFromUuid, type PaymentId, referenceOf, uuidOf } from '../kernel/ids.ts';
import { holds } from '../kernel/testing.ts';
import { openTestPlatform, type TestPlatform, turnOf } from '../testing.ts';
import { verify } from '../verify.ts';

const DAY_SECONDS = 86_400;

/**
 * A channel that approves, declines or leaves open, depending on the reference alone, so that a query gives the
 * same answer. For some of what it declined, a later query says approved: that is late money.
 */
const moody = testChannel({
  authorize: ({ reference, money }) =>
    isFickle(reference) ? { kind: 'declined', decline: 'card_declined' } : mood(reference, money.amount),
  capture: ({ reference, money }) => mood(reference, money.amount),
  void: ({ reference, money }) => mood(reference, money.amount),
  refund: ({ reference, money }) => mood(reference, money.amount),
  query: ({ reference, money, kind }) =>
    kind === 'authorize' && isFickle(reference)
      ? { kind: 'approved', amount: money.amount }
      : finalMood(reference, money.amount),
  reverse: ({ reference, money }) => finalMood(reference, money.amount),
});
function isFickle(reference: string): boolean {
  return '048cgmrw'.includes(reference.at(-3) as string);
}
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
    florin = await openTestPlatform({ channels: [moody], sendWithinMs: 100, recoverAfterMs: 200 });
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
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('notify' as const),
        which: fc.nat(),
        approved: fc.boolean(),
        times: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.nat(3) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  it('the books prove, every answer is one that the API knows, and nothing is left open', async () => {
    let run = 0;
    await holds(
      import.meta.filename,
      20_261_124,
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
          /**
           * The channel's notification of the payment's attempt, true or false. Only its answer to a query counts.
           */
          const notify = async (payment: string, approved: boolean, times: number): Promise<void> => {
            const [attempt] = await florin.sql(
              "select id, amount from attempt where payment_id = $1 and kind = 'authorize'",
              [uuidOf(payment as PaymentId)],
            );
            if (attempt === undefined) return;
            const reference = referenceOf(idFromUuid('att', attempt.id as string));
            // A notification of an open attempt is believed, so it has to be true.
            const amount = attempt.amount as bigint;
            const truth = isFickle(reference) ? 'approved' : finalMood(reference, amount).kind;
            if (truth !== (approved ? 'approved' : 'declined')) {
              const [open] = await florin.sql('select from payment where open_attempt = $1', [attempt.id]);
              if (open !== undefined) return;
            }
            const told = signed({
              event: `${reference}-${approved}`,
              account: florin.account as AccountId,
              reference,
              answer: approved
                ? { kind: 'approved', amount }
                : { kind: 'declined', decline: 'card_declined' },
            });
            const url = `/channels/sandbox/${florin.account}/notify`;
            const sent = await Promise.all(
              Array.from({ length: times }, () => florin.app.inject({ method: 'POST', url, ...told })),
            );
            assert.ok(sent.every(({ statusCode }) => statusCode === 204));
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
              await ask('/v1/sandbox/clock', { advance_seconds: one.days * DAY_SECONDS });
            } else if (which === undefined) return;
            else if (one.do === 'notify') await notify(which, one.approved, one.times);
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
            await Promise.all([turnOf(florin.recovery), turnOf(florin.inbox)]);
            const [row] = await florin.sql(
              `select (select count(*) from attempt a
                       where not exists (select from outcome o where o.attempt_id = a.id)) as attempts,
                      (select count(*) from channel_inbox_open) as notifications`,
            );
            if (row?.attempts === 0n && row.notifications === 0n) break;
          }
          // 503 is too late to send, on a busy machine; the proofs must hold all the same.
          assert.ok(
            statuses.every((status) => [200, 409, 503].includes(status)),
            statuses.join(' '),
          );
          assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
