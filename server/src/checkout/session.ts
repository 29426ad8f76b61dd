import type { NextAction, PaymentMethod } from '../channels/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import type { AccountId, PaymentId, SessionId } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import type { WebAddress } from '../kernel/web-address.ts';
import type { Metadata, PaymentStatus } from '../payments/index.ts';

/** A line of the order as the payer reads it; `amount` is of the whole line, below zero for a discount. */
export interface LineItem {
  readonly name: string;
  readonly quantity: number;
  readonly amount: number;
}

/** The last payment that was made of a session. */
export interface SessionPayment {
  readonly id: PaymentId;
  readonly status: PaymentStatus;
  readonly method: PaymentMethod | null;
  readonly declineCode: string | null;
  readonly nextAction: NextAction | null;
  readonly amountAuthorized: bigint;
  readonly amountReceived: bigint;
}

/** What a merchant asks a payer to pay, on the hosted page. Times are milliseconds of business time. */
export interface Session {
  readonly account: AccountId;
  readonly id: SessionId;
  readonly orderId: string;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly captureMethod: 'automatic' | 'manual';
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly lineItems: readonly LineItem[];
  readonly successUrl: WebAddress;
  readonly cancelUrl: WebAddress;
  readonly closedBy: 'payer' | 'merchant' | null;
  readonly closedAt: number | null;
  readonly expiresAt: number;
  readonly createdAt: number;
  /** How many payments were made of it, the last of them being `payment`. */
  readonly tries: number;
  readonly payment: SessionPayment | null;
}

export const sessionStatuses = ['open', 'complete', 'expired'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

/** Where the payer's last try stands. */
type Try = 'none' | 'ended' | 'live' | 'paid';

function tryOf(payment: SessionPayment | null): Try {
  if (payment === null) return 'none';
  // Once authorized it stays paid for the session, also when the merchant voids it later.
  if (payment.status === 'succeeded' || payment.amountAuthorized > 0n) return 'paid';
  switch (payment.status) {
    case 'failed':
    case 'canceled':
    case 'expired':
      return 'ended';
    case 'created':
    case 'requires_action':
    case 'processing':
    case 'authorized':
    case 'canceling':
      return 'live';
  }
}

/** What a session is at a moment of business time. A payment that is on its way keeps it open. */
export function statusOf(session: Session, now: number): SessionStatus {
  const last = tryOf(session.payment);
  if (last === 'paid') return 'complete';
  if (last === 'live') return 'open';
  return session.closedBy !== null || session.expiresAt <= now ? 'expired' : 'open';
}

/** A card tester's bound: so many declined tries, and the session takes no more. */
const TRIES_MAX = 20;

/** Why a session cannot do what is asked of it now; null when it can. */
export type Hindrance = 'complete' | 'expired' | 'in_progress' | 'too_many_tries';

/** Whether the payer may try to pay. One payment lives at a time. */
export function hindranceToPay(session: Session, now: number): Hindrance | null {
  return hindranceToClose(session, now) ?? (session.tries >= TRIES_MAX ? 'too_many_tries' : null);
}

/** Whether the session may be closed unpaid. */
export function hindranceToClose(session: Session, now: number): Hindrance | null {
  const status = statusOf(session, now);
  if (status !== 'open') return status;
  return tryOf(session.payment) === 'live' ? 'in_progress' : null;
}

/** The session as the merchant sees it, without the address of its page, which holds the session's secret. */
export function sessionView(session: Session, now: number) {
  return {
    id: session.id,
    object: 'checkout_session' as const,
    status: statusOf(session, now),
    order_id: session.orderId,
    amount: Number(session.amount),
    currency: session.currency,
    capture_method: session.captureMethod,
    description: session.description,
    metadata: session.metadata,
    line_items: [...session.lineItems],
    payment: session.payment?.id ?? null,
    success_url: session.successUrl,
    cancel_url: session.cancelUrl,
    closed_by: session.closedBy,
    closed_at: session.closedAt === null ? null : rfc3339(session.closedAt),
    expires_at: rfc3339(session.expiresAt),
    created_at: rfc3339(session.createdAt),
  };
}

export type SessionView = ReturnType<typeof sessionView>;
