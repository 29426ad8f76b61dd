import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { holds } from '../../kernel/testing.ts';
import { openTestPlatform, type TestPlatform, turnOf } from '../../testing.ts';
import { verify } from '../../verify.ts';
import { actionKinds, isBankAction } from './charge.ts';

const METHODS = [
  'tok_challenge',
  'tok_processing_succeeds',
  'tok_processing_fails',
  'wallet',
  'bank_transfer',
];

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      method: fc.constantFrom(...METHODS, ...Array<string>(4).fill('bank_transfer')),
      manual: fc.nat(3).map((n) => n === 0),
      amount: fc.integer({ min: 1, max: 3000 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('simulate' as const),
      which: fc.nat(),
      action: fc.constantFrom(...actionKinds),
      amount: fc.integer({ min: 1, max: 3000 }),
    }),
  },
  // Enough for most transfers, so that many can be recalled.
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('simulate' as const),
      which: fc.nat(),
      action: fc.constant('bank_receive' as const),
      amount: fc.integer({ min: 1000, max: 3000 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('simulate' as const),
      which: fc.nat(),
      action: fc.constant('bank_recall' as const),
      amount: fc.integer({ min: 1, max: 700 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      which: fc.nat(),
      amount: fc.integer({ min: 1, max: 3000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retell' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

describe('whatever payers and their banks do, while merchants cancel and time passes', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform({
      sandboxTimes: { slowMs: 1, processingMs: 1 },
      sendWithinMs: 2_000,
      recoverAfterMs: 3_000,
    });
  });
  after(() => florin.close());

  async function act(one: Step, made: string[], orders: () => number): Promise<number> {
    const ask = async (path: string, body: object) => {
      const answer = await florin.call('POST', path, body);
      if (path === '/v1/payments' && answer.status === 200) made.push(answer.body.id);
      return answer.status;
    };
    if (one.do === 'create') {
      return ask('/v1/payments', {
        order_id: `s-${orders()}`,
        amount: one.amount,
        currency: 'USD',
        payment_method: one.method,
        confirm: true,
        capture_method: one.manual ? 'manual' : 'automatic',
      });
    }
    if (one.do === 'pass') return ask('/v1/sandbox/clock', { advance_seconds: one.days * 86_400 });
    if (one.do === 'retell') {
      await florin.sql(
        `insert into channel_inbox_open select account_id, channel, event_id, 0, now() from channel_inbox
         order by random() limit 20 on conflict do nothing`,
      );
      await turnOf(florin.inbox);
      return 200;
    }
    const which = made[one.which % Math.max(1, made.length)];
    if (which === undefined) return 200;
    switch (one.do) {
      case 'simulate':
        return ask(`/v1/sandbox/payments/${which}/simulate`, {
          action: one.action,
          ...(isBankAction(one.action) ? { amount: one.amount } : {}),
        });
      case 'cancel':
        return ask(`/v1/payments/${which}/cancel`, {});
      case 'refund':
        return ask('/v1/refunds', { payment: which, amount: one.amount });
    }
  }

  /** Waits until nothing is open, unapplied or waiting to be returned. */
  async function drained() {
    for (;;) {
      await Promise.all([turnOf(florin.sandbox), turnOf(florin.inbox), turnOf(florin.recovery)]);
      await turnOf(florin.scheduler);
      const [row] = await florin.sql(
        `select (select count(*) from channel_inbox_open)::int as notifications,
                (select count(*) from payment where status = 'canceling' or return_at is not null)::int as payments,
                (select count(*) from attempt a where kind in ('return', 'refund')
                   and not exists (select from outcome o where o.attempt_id = a.id))::int as attempts`,
      );
      if (row?.notifications === 0 && row.payments === 0 && row.attempts === 0) return;
    }
  }

  it('the books are right, and the platform has the same amounts for each transfer as the bank', async () => {
    let order = 0;
    await holds(
      import.meta.filename,
      20_261_125,
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 2, maxLength: 14 }), { minLength: 2, maxLength: 6 }),
        async (clients) => {
          const made: string[] = [];
          const statuses: number[] = [];
          await Promise.all(
            clients.map(async (steps) => {
              for (const one of steps) statuses.push(await act(one, made, () => ++order));
            }),
          );
          // 400: a bank transfer with manual capture. 404: no charge was opened at the sandbox.
          assert.ok(
            statuses.every((status) => [200, 400, 404, 409, 503].includes(status)),
            statuses.join(' '),
          );
          await drained();
          const apart = await florin.sql(
            `select p.id, p.status, p.amount_received, p.amount_captured, p.amount_returned, p.amount_unapplied, p.amount_reversed,
                    c.received, c.taken_back
             from payment p join sandbox_charge c on c.payment_id = p.id
             where c.token = 'bank_transfer' and (p.amount_received <> c.received or p.amount_reversed <> c.taken_back
               or p.amount_received <> p.amount_captured + p.amount_returned + p.amount_unapplied)`,
          );
          assert.deepEqual(apart, []);
          assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
        },
      ),
      { numRuns: 24, endOnFailure: true },
    );
    const [seen] = await florin.sql(
      `select count(*) filter (where status = 'succeeded' and amount_returned > 0)::int as over,
              count(*) filter (where status in ('expired', 'canceled') and amount_returned > 0)::int as late,
              count(*) filter (where amount_reversed > 0)::int as reversed
       from payment`,
    );
    assert.ok(
      ['over', 'late', 'reversed'].every((what) => (seen?.[what] as number) > 0),
      JSON.stringify(seen),
    );
  });
});
