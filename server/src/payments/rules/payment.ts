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

/** A payment as stored. Amounts are in minor units of its currency, times in milliseconds of business time. */
export interface Payment {
  readonly account: AccountId;
  readonly id: PaymentId;
  /** Increases by one with every change. */
  readonly version: number;
  readonly status: PaymentStatus;
  readonly orderId: string;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly captureMethod: 'automatic' | 'manual';
  /** The channel it is paid on, once it has been confirmed. */
  readonly channel: string | null;
  readonly method: PaymentMethod | null;
  readonly nextAction: NextAction | null;
  /** Why it failed: the channel's decline code. */
  readonly declineCode: string | null;
  /** Why it is `canceling`, and so whether it ends `canceled` or `expired`. */
  readonly cancelReason: 'requested' | 'expired' | null;
  /** The open authorize, capture or void attempt. There is never more than one. */
  readonly openAttempt: AttemptId | null;
  /** The attempt that the channel approved, or for which money came. Later requests name it to the channel. */
  readonly chargeAttempt: AttemptId | null;
  readonly amountAuthorized: bigint;
  /** The total received. */
  readonly amountReceived: bigint;
  readonly amountCaptured: bigint;
  /** Reserved by refunds that are not final yet. */
  readonly amountRefundReserved: bigint;
  readonly amountRefunded: bigint;
  readonly amountFee: bigint;
  /** Net of the fee; neither released to the merchant nor refunded yet. */
  readonly amountPendingLeft: bigint;
  /** Received, but pays for nothing: not enough yet, too much, or too late. */
  readonly amountUnapplied: bigint;
  /** Unapplied money on its way back to the payer. */
  readonly amountReturning: bigint;
  /** Unapplied money that the payer has back. */
  readonly amountReturned: bigint;
  /** Taken back by the payer's side after it was received. */
  readonly amountReversed: bigint;
  /** When unapplied money is returned; null while it may still pay for something, or there is none. */
  readonly returnAt: number | null;
  readonly releaseAt: number | null;
  readonly expiresAt: number | null;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly createdAt: number;
}

/** Whether a payment ended without being paid. Another payment may then pay its order. */
export function hasEndedUnpaid(status: PaymentStatus): boolean {
  return status === 'failed' || status === 'canceled' || status === 'expired';
}

/** What can still be refunded: captured, and neither reversed, refunded nor reserved by a pending refund. */
export function refundable(payment: Payment): bigint {
  const given = payment.amountRefundReserved + payment.amountRefunded + payment.amountReversed;
  return given < payment.amountCaptured ? payment.amountCaptured - given : 0n;
}

/** What has still to be received for it to succeed; 0 once it cannot succeed any more. */
function remaining({ status, amount, amountReceived }: Payment): bigint {
  const payable = status === 'created' || status === 'requires_action' || status === 'processing';
  return payable && amountReceived < amount ? amount - amountReceived : 0n;
}

/** The payment as the API shows it, in answers and in events. */
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
