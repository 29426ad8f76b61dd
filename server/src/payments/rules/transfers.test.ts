import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertBooked, moves, NOW, next, states, terms } from './machine.fixture.ts';
import { transition } from './machine.ts';
import { finalizeReturn } from './return.ts';

describe('a payment by bank transfer', () => {
  it('completed by bank takes what has come before and what comes now, and sends back what is over', () => {
    const step = transition(states['requires_action, short'], moves['too much has come'], terms);
    assert.ok(step.kind === 'step');
    const { next, came, legs, event } = step;
    assert.deepEqual([came, event], [800n, 'payment.succeeded']);
    assert.deepEqual(legs, [
      { leg: 1, debit: 'unapplied_funds', credit: 'merchant_pending', amount: 1000n },
      { leg: 2, debit: 'merchant_pending', credit: 'platform_fees_payable', amount: 59n },
    ]);
    assert.deepEqual(
      [next.amountReceived, next.amountCaptured, next.amountUnapplied, next.returnAt],
      [1200n, 1000n, 200n, NOW],
    );
  });

  it('sends back what pays for nothing, when its time has come, and once more when that fails', () => {
    const short = states['expired, short'];
    assert.equal(transition({ ...short, returnAt: NOW + 1 }, moves.return, terms).kind, 'refusal');
    const step = transition(short, moves.return, terms);
    assert.ok(step.kind === 'step');
    assert.deepEqual(step.opens, { kind: 'return', attempt: next, amount: 400n });
    const done = finalizeReturn(step.next, 400n, { kind: 'approved', amount: 400n }, terms);
    assert.deepEqual(
      [done.next.amountReturned, done.next.amountUnapplied, done.event],
      [400n, 0n, 'payment.funds_returned'],
    );
    for (const answer of [
      { kind: 'declined', decline: 'card_declined' },
      { kind: 'reversed' },
      { kind: 'never_sent' },
    ] as const) {
      const failed = finalizeReturn(step.next, 400n, answer, terms);
      assertBooked(step.next, failed);
      assert.deepEqual([failed.next.amountReturned, failed.event], [0n, 'payment.return_failed']);
      assert.ok((failed.next.returnAt ?? 0) > NOW);
    }
  });

  it('owes its payer no more than came and did not go back, whatever return fails', () => {
    // 1000 came in late; 400 and 600 of it are being returned.
    const late = {
      ...states['expired, short'],
      amountReceived: 1000n,
      amountUnapplied: 0n,
      amountReturning: 1000n,
    };
    const rows: [reversed: bigint, toUnapplied: bigint][] = [
      [0n, 400n],
      [100n, 300n],
      [400n, 0n],
      [1000n, 0n],
    ];
    for (const [amountReversed, toUnapplied] of rows) {
      const { next, legs } = finalizeReturn({ ...late, amountReversed }, 400n, { kind: 'never_sent' }, terms);
      assert.deepEqual([next.amountUnapplied, next.amountReturning], [toUnapplied, 600n]);
      assert.equal(next.returnAt === null, toUnapplied === 0n);
      assert.deepEqual(
        legs.map(({ leg, credit, amount }) => [leg, credit, amount]),
        [
          [4, 'unapplied_funds', toUnapplied],
          [5, 'merchant_available', 400n - toUnapplied],
        ].filter(([, , amount]) => amount !== 0n),
      );
    }
  });
});
