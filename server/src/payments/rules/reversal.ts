import { type ChannelAnswer, type NotFound, takenBackOf } from '../../channels/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { AccountId, PaymentId, ReversalId } from '../../kernel/ids.ts';
import { type Currency, least } from '../../kernel/money.ts';
import { type Leg, postings } from '../../ledger/index.ts';
import type { AttemptKind } from './attempt.ts';
import { hasEndedUnpaid, type Payment } from './payment.ts';
import { type Refusal, stale, type Terms } from './step.ts';

/**
 * Money taken back by the payer's side, as when a bank recalls a transfer. The channel reports it; nobody asks for
 * it. The payment keeps its status, and the merchant's available balance may fall below any limit.
 */
export interface Reversal {
  readonly account: AccountId;
  readonly id: ReversalId;
  readonly payment: PaymentId;
  readonly amount: bigint;
  readonly currency: Currency;
  /** How much came from money waiting to be returned, if the payment ended unpaid. */
  readonly amountFromUnapplied: bigint;
  /** How much came from the payment's own pending money, and how much from the merchant's available balance. */
  readonly amountFromPending: bigint;
  readonly amountFromAvailable: bigint;
  readonly createdAt: number;
}

/** A reversal, and what it changes in the payment. */
export interface ReversalStep {
  readonly kind: 'reversal';
  readonly reversal: Reversal;
  readonly payment: Payment;
  readonly legs: readonly Leg[];
}

/**
 * Books what was taken back beyond what the payment knows of: at most what was captured, or, if the payment ended
 * unpaid, what was received.
 * @param total all that has been taken back so far.
 */
export function takeBack(
  payment: Payment,
  id: ReversalId,
  total: bigint,
  terms: Terms,
): ReversalStep | Refusal {
  const unpaid = hasEndedUnpaid(payment.status);
  const most = unpaid ? payment.amountReceived : payment.amountCaptured;
  const amount = least(total, most) - payment.amountReversed;
  if (!(unpaid || payment.status === 'succeeded') || amount <= 0n) return stale(payment);
  const fromUnapplied = unpaid ? least(amount, payment.amountUnapplied) : 0n;
  const fromPending = least(amount - fromUnapplied, payment.amountPendingLeft);
  const fromAvailable = amount - fromUnapplied - fromPending;
  const amountUnapplied = payment.amountUnapplied - fromUnapplied;
  return {
    kind: 'reversal',
    reversal: {
      account: payment.account,
      id,
      payment: payment.id,
      amount,
      currency: payment.currency,
      amountFromUnapplied: fromUnapplied,
      amountFromPending: fromPending,
      amountFromAvailable: fromAvailable,
      createdAt: terms.now,
    },
    payment: {
      ...payment,
      version: payment.version + 1,
      amountReversed: payment.amountReversed + amount,
      amountPendingLeft: payment.amountPendingLeft - fromPending,
      amountUnapplied,
      returnAt: amountUnapplied === 0n ? null : payment.returnAt,
    },
    legs: postings.reversed({ fromPending, fromAvailable, fromUnapplied }),
  };
}

/**
 * The total taken back from the payment, as the answer to an attempt reports it; 0 if that attempt does not take
 * money.
 */
export function takenBackTold(
  { captureMethod }: Pick<Payment, 'captureMethod'>,
  kind: AttemptKind,
  answer: ChannelAnswer | NotFound,
): bigint {
  return kind === (captureMethod === 'automatic' ? 'authorize' : 'capture') ? takenBackOf(answer) : 0n;
}

/** The reversal as the API shows it. */
export function reversalView(reversal: Reversal) {
  return {
    id: reversal.id,
    object: 'reversal' as const,
    payment: reversal.payment,
    amount: Number(reversal.amount),
    currency: reversal.currency,
    created_at: rfc3339(reversal.createdAt),
  };
}
