import type { NextAction, PaymentMethod } from '../channels/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import type { AccountId, PaymentId, SessionId } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import type { WebAddress } from '../kernel/web-address.ts';
import type { Metadata, PaymentStatus } from '../payments/index.ts';

/** A line of the order as the payer sees it. `amount` is for the whole line, and negative for a discount. */
export interface LineItem {
  readonly name: string;
  readonly quantity: number;
  readonly amount: number;
}

/** The last payment that was made in a session. */
export interface SessionPayment {
  readonly id: PaymentId;
  readonly status: PaymentStatus;
  readonly method: PaymentMethod | null;
  readonly declineCode: string | null;
  readonly nextAction: NextAction | null;
  readonly amountAuthorized: bigint;
  readonly amountReceived: bigint;
}

/** What a merchant asks a payer to pay on the hosted page. Times are business time in milliseconds. */
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
  /** How many payments were made in it. `payment` is the last of them. */
  readonly tries: number;
  readonly payment: SessionPayment | null;
}

export const sessionStatuses = ['open', 'complete', 'expired'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

/** The result of the payer's last attempt. */
type Try = 'none' | 'ended' | 'live' | 'paid';

function tryOf(payment: SessionPayment | null): Try {
  if (payment === null) return 'none';
  // After an authorization the session counts as paid, even if the merchant voids the payment later.
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

/** The status of a session at a moment of business time. A payment in progress keeps the session open. */
export function statusOf(session: Session, now: number): SessionStatus {
  const last = tryOf(session.payment);
  if (last === 'paid') return 'complete';
  if (last === 'live') return 'open';
  return session.closedBy !== null || session.expiresAt <= now ? 'expired' : 'open';
}

/** How many attempts a session allows. The limit stops people who try out stolen cards. */
const TRIES_MAX = 20;

/** The reason why a session refuses a command. */
export type Hindrance = 'complete' | 'expired' | 'in_progress' | 'too_many_tries';

/** Returns why the payer may not try to pay now, or null if they may. Only one payment may be active at a time. */
export function hindranceToPay(session: Session, now: number): Hindrance | null {
  return hindranceToClose(session, now) ?? (session.tries >= TRIES_MAX ? 'too_many_tries' : null);
}

/** Returns why the session may not be closed without payment now, or null if it may. */
export function hindranceToClose(session: Session, now: number): Hindrance | null {
  const status = statusOf(session, now);
  if (status !== 'open') return status;
  return tryOf(session.payment) === 'live' ? 'in_progress' : null;
}

/** The session as the merchant sees it, except the address of its page, because that contains the session's secret. */
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
