import type { Final } from '../channels/index.ts';
import type { AttemptId } from '../kernel/ids.ts';
import { least } from '../kernel/money.ts';
import { postings } from '../ledger/index.ts';
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
    { ...payment, amountUnapplied: 0n, returnAt: null },
    { legs: postings.returnRequested({ amount }), opens: { kind: 'return', attempt, amount } },
  );
}

/**
 * The channel's last word on a return: the payer has the money, or it waits to be sent once more. What was taken back while it
 * was on its way, and was the merchant's loss then, is made good: the payer is owed no more than came and did not go back.
 */
export function settleReturn(payment: Payment, amount: bigint, answer: Final, terms: Terms): Step {
  if (answer.kind === 'approved') {
    return step(
      { ...payment, amountReturned: payment.amountReturned + amount },
      { legs: postings.returnDone({ amount }), event: 'payment.funds_returned' },
    );
  }
  const { amountReceived, amountReturned, amountReversed, amountUnapplied } = payment;
  const gone = hasEndedUnpaid(payment.status) ? amountReturned + amountReversed : 0n;
  const excess = amount + amountUnapplied + gone - amountReceived;
  const toAvailable = excess > 0n ? least(excess, amount) : 0n;
  const toUnapplied = amount - toAvailable;
  const unapplied = amountUnapplied + toUnapplied;
  return step(
    { ...payment, amountUnapplied: unapplied, returnAt: unapplied === 0n ? null : terms.now + TRY_AGAIN_MS },
    { legs: postings.returnFailed({ toUnapplied, toAvailable }), event: 'payment.return_failed' },
  );
}
