import type { Final } from '../../channels/index.ts';
import type { AttemptId } from '../../kernel/ids.ts';
import { least } from '../../kernel/money.ts';
import { postings } from '../../ledger/index.ts';
import { hasEndedUnpaid, type Payment } from './payment.ts';
import { type Refusal, refusal, type Step, step, type Terms } from './step.ts';

/** How long after a failed return the next one is tried. */
const TRY_AGAIN_MS = 86_400_000;

/** Starts to return unapplied money to the payer, once `returnAt` has passed. */
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
 * Finalizes a return: either the payer has the money, or it is unapplied again and will be returned once more.
 * A reversal that came while the return was on its way was charged to the merchant. If the return then fails, the
 * payer gets back no more than they are still owed, and the rest makes good the merchant's loss.
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

/** What the payer of an ended, unpaid payment is still owed, beyond what is unapplied or already being returned. */
function owed(payment: Payment): bigint {
  const { amountReceived, amountReturned, amountReversed, amountReturning, amountUnapplied } = payment;
  const left = amountReceived - amountReturned - amountReversed - amountReturning - amountUnapplied;
  return left > 0n ? left : 0n;
}
