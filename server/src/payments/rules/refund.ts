import type { Final } from '../../channels/index.ts';
import type { EventType } from '../../events/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { AccountId, PaymentId, RefundId } from '../../kernel/ids.ts';
import { type Currency, least } from '../../kernel/money.ts';
import { type Leg, postings } from '../../ledger/index.ts';
import { declineCodeOf } from './machine.ts';
import { type Metadata, type Payment, refundable } from './payment.ts';
import { type Refusal, refusal, type Terms } from './step.ts';

/** Money on its way back to the payer. Its amount stays reserved on the payment until the refund is final. */
export interface Refund {
  readonly account: AccountId;
  readonly id: RefundId;
  readonly payment: PaymentId;
  readonly version: number;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amount: bigint;
  readonly currency: Currency;
  /** How much came from the payment's own pending money, and how much from the merchant's available balance. */
  readonly amountFromPending: bigint;
  readonly amountFromAvailable: bigint;
  readonly failureCode: string | null;
  readonly reason: string | null;
  readonly metadata: Metadata;
  readonly createdAt: number;
}

/** What a merchant asks for. An amount of `null` refunds all that is left. */
export interface NewRefund {
  readonly amount: bigint | null;
  readonly reason: string | null;
  readonly metadata: Metadata;
}

/** What a refund command changes in the refund and in its payment. */
export interface RefundStep {
  readonly kind: 'refund';
  readonly refund: Refund;
  readonly payment: Payment;
  readonly legs: readonly Leg[];
  readonly event: EventType | null;
}

/** The account's money that a refund may use, in the payment's currency. */
export interface Cover {
  readonly available: bigint;
  readonly negativeLimit: bigint;
}

/** Sets the amount aside, on the payment and in the ledger, before the channel is asked for anything. */
export function requestRefund(
  payment: Payment,
  wanted: NewRefund & { readonly id: RefundId },
  cover: Cover,
  terms: Terms,
): RefundStep | Refusal {
  if (payment.status !== 'succeeded') {
    return refusal('invalid_transition', `A payment that is ${payment.status} has nothing to refund.`, {
      state: payment.status,
      wanted: 'refunded',
    });
  }
  const left = refundable(payment);
  const amount = wanted.amount ?? left;
  if (amount > left || amount === 0n) {
    return refusal('refund_exceeds_captured', `At most ${left} can be refunded.`, {
      field: 'amount',
      amount_refundable: Number(left),
    });
  }
  const fromPending = least(amount, payment.amountPendingLeft);
  const fromAvailable = amount - fromPending;
  if (fromAvailable > 0n && cover.available - fromAvailable < -cover.negativeLimit) {
    return refusal(
      'balance_insufficient',
      `The refund takes ${fromAvailable} from a balance of ${cover.available}.`,
      {},
    );
  }
  return {
    kind: 'refund',
    refund: {
      account: payment.account,
      id: wanted.id,
      payment: payment.id,
      version: 1,
      status: 'pending',
      amount,
      currency: payment.currency,
      amountFromPending: fromPending,
      amountFromAvailable: fromAvailable,
      failureCode: null,
      reason: wanted.reason,
      metadata: wanted.metadata,
      createdAt: terms.now,
    },
    payment: {
      ...payment,
      version: payment.version + 1,
      amountRefundReserved: payment.amountRefundReserved + amount,
      amountPendingLeft: payment.amountPendingLeft - fromPending,
    },
    legs: postings.refundRequested({ fromPending, fromAvailable }),
    event: null,
  };
}

/** Finalizes a refund: either the payer has the money, or it goes back where it came from. */
export function finalizeRefund(
  payment: Payment,
  refund: Refund,
  answer: Final,
  terms: Terms,
): RefundStep | Refusal {
  if (refund.status !== 'pending') {
    return refusal('command_in_progress', 'The refund has ended already.', { state: refund.status });
  }
  const ended = {
    ...payment,
    version: payment.version + 1,
    amountRefundReserved: payment.amountRefundReserved - refund.amount,
  };
  if (answer.kind === 'approved') {
    return {
      kind: 'refund',
      refund: { ...refund, version: refund.version + 1, status: 'succeeded' },
      payment: { ...ended, amountRefunded: payment.amountRefunded + refund.amount },
      legs: postings.refundDone({ amount: refund.amount }),
      event: 'refund.succeeded',
    };
  }
  const released = payment.releaseAt !== null && payment.releaseAt <= terms.now;
  const toPending = released ? 0n : refund.amountFromPending;
  return {
    kind: 'refund',
    refund: {
      ...refund,
      version: refund.version + 1,
      status: 'failed',
      failureCode: declineCodeOf(answer),
    },
    payment: { ...ended, amountPendingLeft: payment.amountPendingLeft + toPending },
    legs: postings.refundFailed({ toPending, toAvailable: refund.amount - toPending }),
    event: 'refund.failed',
  };
}

/** The refund as the API shows it. */
export function refundView(refund: Refund) {
  return {
    id: refund.id,
    object: 'refund' as const,
    payment: refund.payment,
    status: refund.status,
    amount: Number(refund.amount),
    currency: refund.currency,
    failure_code: refund.failureCode,
    reason: refund.reason,
    metadata: refund.metadata,
    created_at: rfc3339(refund.createdAt),
  };
}
