import type { Final } from '../channels/index.ts';
import type { AttemptId } from '../kernel/ids.ts';
import { postings } from '../ledger/index.ts';
import type { Payment } from './payment.ts';
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

/** The channel's last word on a return: the payer has the money, or it waits to be sent once more. */
export function settleReturn(payment: Payment, amount: bigint, answer: Final, terms: Terms): Step {
  if (answer.kind === 'approved') {
    return step(
      { ...payment, amountReturned: payment.amountReturned + amount },
      { legs: postings.returnDone({ amount }), event: 'payment.funds_returned' },
    );
  }
  return step(
    {
      ...payment,
      amountUnapplied: payment.amountUnapplied + amount,
      returnAt: terms.now + TRY_AGAIN_MS,
    },
    { legs: postings.returnFailed({ amount }), event: 'payment.return_failed' },
  );
}
