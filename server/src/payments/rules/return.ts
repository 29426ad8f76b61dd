import type { Final } from '../../channels/index.ts';
import type { AttemptId } from '../../kernel/ids.ts';
import { least } from '../../kernel/money.ts';
import { postings } from '../../ledger/index.ts';
import { hasEndedUnpaid, type Payment } from './payment.ts';
import { type Refusal, refusal, type Step, step, type Terms } from './step.ts';

/** How long after a return that did not go through the next one is tried. */
const TRY_AGAIN_MS = 86_400_000;

/** Sends back what came in and pays for nothing, once its time has come. */
export function requestReturn(payment: Payment, attempt: AttemptId, terms: Terms): Step | Refusal {
  const { amountUnapplied: amount, returnAt } = payment;
  if (returnAt === null || returnAt > terms.now || amount === 0n) {
    return refusal('invalid_transition', 'There is nothing to send back.', { state: payment.status });
  }
  return step(
    {
      ...payment,
      amountUnapplied: 0n,
      amountReturning: payment.amountReturning + amount,
      returnAt: null,
    },
    { legs: postings.returnRequested({ amount }), opens: { kind: 'return', attempt, amount } },
  );
}

/**
 * The channel's last word on a return: the payer has the money, or it waits to be sent once more. What was taken back while it
 * was on its way, and was the merchant's loss then, is made good: the payer is owed no more than came and did not go back.
 */
export function finalizeReturn(payment: Payment, amount: bigint, answer: Final, terms: Terms): Step {
  const ended = { ...payment, amountReturning: payment.amountReturning - amount };
  if (answer.kind === 'approved') {
    return step(
      { ...ended, amountReturned: payment.amountReturned + amount },
      { legs: postings.returnDone({ amount }), event: 'payment.funds_returned' },
    );
  }
  const toUnapplied = hasEndedUnpaid(payment.status) ? least(amount, owed(ended)) : amount;
  const amountUnapplied = payment.amountUnapplied + toUnapplied;
  return step(
    { ...ended, amountUnapplied, returnAt: amountUnapplied === 0n ? null : terms.now + TRY_AGAIN_MS },
    {
      legs: postings.returnFailed({ toUnapplied, toAvailable: amount - toUnapplied }),
      event: 'payment.return_failed',
    },
  );
}

/** What the payer of a payment that has ended unpaid is still owed, beside what waits for them or is on its way. */
function owed(payment: Payment): bigint {
  const { amountReceived, amountReturned, amountReversed, amountReturning, amountUnapplied } = payment;
  const left = amountReceived - amountReturned - amountReversed - amountReturning - amountUnapplied;
  return left > 0n ? left : 0n;
}
