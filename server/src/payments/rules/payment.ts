import type { NextAction, PaymentMethod } from '../../channels/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { AccountId, AttemptId, PaymentId } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';

export const paymentStatuses = [
  'created',
  'requires_action',
  'processing',
  'authorized',
  'canceling',
  'succeeded',
  'failed',
  'canceled',
  'expired',
] as const;

export type PaymentStatus = (typeof paymentStatuses)[number];

export type Metadata = Readonly<Record<string, string>>;

/** A payment as it stands in its row. Amounts are in minor units of its currency, times in milliseconds of business time. */
export interface Payment {
  readonly account: AccountId;
  readonly id: PaymentId;
  /** Goes up by one with every change. */
  readonly version: number;
  readonly status: PaymentStatus;
  readonly orderId: string;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly captureMethod: 'automatic' | 'manual';
  /** Where it is paid, from its confirmation on. */
  readonly channel: string | null;
  readonly method: PaymentMethod | null;
  readonly nextAction: NextAction | null;
  /** Why it failed: a decline of the channel. */
  readonly declineCode: string | null;
  /** Why it is being closed, while it is `canceling`, and what it ends as. */
  readonly cancelReason: 'requested' | 'expired' | null;
  /** The authorize, capture or void that is on its way: there is never more than one. */
  readonly openAttempt: AttemptId | null;
  /** The attempt that the channel approved, or for which money came; what follows it up names it outside. */
  readonly chargeAttempt: AttemptId | null;
  readonly amountAuthorized: bigint;
  /** All that has come in. */
  readonly amountReceived: bigint;
  readonly amountCaptured: bigint;
  /** Asked for by refunds that have not ended. */
  readonly amountRefundReserved: bigint;
  readonly amountRefunded: bigint;
  readonly amountFee: bigint;
  /** Net of the fee, not yet released to the merchant or refunded. */
  readonly amountPendingLeft: bigint;
  /** Came in and pays for nothing: short so far, over, or late. */
  readonly amountUnapplied: bigint;
  /** Came in, paid for nothing, and is on its way back. */
  readonly amountReturning: bigint;
  /** Came in, paid for nothing, and went back. */
  readonly amountReturned: bigint;
  /** Taken back by the payer's side after it had succeeded. */
  readonly amountReversed: bigint;
  /** When what is unapplied is sent back; null while it may still pay for something, or is on its way. */
  readonly returnAt: number | null;
  readonly releaseAt: number | null;
  readonly expiresAt: number | null;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly createdAt: number;
}

/** A payment that has ended without money. Its order can be paid by another one. */
export function hasEndedUnpaid(status: PaymentStatus): boolean {
  return status === 'failed' || status === 'canceled' || status === 'expired';
}

/** What is left to refund: captured, and neither taken back, nor refunded, nor asked for by a refund under way. */
export function refundable(payment: Payment): bigint {
  const given = payment.amountRefundReserved + payment.amountRefunded + payment.amountReversed;
  return given < payment.amountCaptured ? payment.amountCaptured - given : 0n;
}

/** What is still to come for it to succeed; nothing once it cannot any more. */
function remaining({ status, amount, amountReceived }: Payment): bigint {
  const payable = status === 'created' || status === 'requires_action' || status === 'processing';
  return payable && amountReceived < amount ? amount - amountReceived : 0n;
}

/** The payment as the API shows it: the answer of a command, the data of an event. */
export function paymentView(payment: Payment) {
  return {
    id: payment.id,
    object: 'payment' as const,
    status: payment.status,
    order_id: payment.orderId,
    amount: Number(payment.amount),
    currency: payment.currency,
    capture_method: payment.captureMethod,
    payment_method: payment.method,
    next_action: payment.nextAction,
    decline_code: payment.declineCode,
    amount_authorized: Number(payment.amountAuthorized),
    amount_capturable: payment.status === 'authorized' ? Number(payment.amountAuthorized) : 0,
    amount_received: Number(payment.amountReceived),
    amount_remaining: Number(remaining(payment)),
    amount_captured: Number(payment.amountCaptured),
    amount_refunded: Number(payment.amountRefunded),
    amount_refundable: Number(refundable(payment)),
    amount_unapplied: Number(payment.amountUnapplied),
    amount_returned: Number(payment.amountReturned),
    amount_reversed: Number(payment.amountReversed),
    amount_fee: Number(payment.amountFee),
    release_at: payment.releaseAt === null ? null : rfc3339(payment.releaseAt),
    expires_at: payment.expiresAt === null ? null : rfc3339(payment.expiresAt),
    description: payment.description,
    metadata: payment.metadata,
    created_at: rfc3339(payment.createdAt),
  };
}

export type PaymentView = ReturnType<typeof paymentView>;
