import type { AttemptId } from '../../kernel/ids.ts';
import { declineCodeOf } from './machine.ts';
import type { Payment, PaymentStatus, PaymentView } from './payment.ts';
import type { PaymentAttemptKind } from './step.ts';

/** An attempt on a payment and its outcome. Neither ever changes. */
export interface Tried {
  readonly id: AttemptId;
  readonly kind: PaymentAttemptKind;
  readonly channel: string;
  /** Null while it is open. */
  readonly result: 'approved' | 'declined' | 'reversed' | 'never_sent' | null;
  readonly decline: string | null;
  /** How much the channel approved. */
  readonly amount: bigint;
}

/** What a payment has to be, judged by its attempts. */
export interface Provable {
  readonly status: readonly PaymentStatus[];
  readonly openAttempt: AttemptId | null;
  readonly chargeAttempt: AttemptId | null;
  readonly channel: string | null;
  readonly amountAuthorized: bigint;
  /** Undefined if only the last event shows it. */
  readonly declineCode: string | null | undefined;
}

/** Derives from a payment's attempts what its row has to say. */
export function provableOf(payment: Payment, tried: readonly Tried[]): Provable {
  const authorize = tried.find(({ kind }) => kind === 'authorize');
  const approved = authorize?.result === 'approved';
  const status = statusesOf(payment, tried, authorize);
  return {
    status,
    openAttempt: tried.find(({ result }) => result === null)?.id ?? null,
    chargeAttempt: authorize !== undefined && (approved || payment.amountReceived > 0n) ? authorize.id : null,
    channel: authorize?.channel ?? null,
    amountAuthorized: approved ? authorize.amount : 0n,
    declineCode: declineOf(status, authorize),
  };
}

function statusesOf(
  { captureMethod, cancelReason, nextAction }: Payment,
  tried: readonly Tried[],
  authorize: Tried | undefined,
): PaymentStatus[] {
  const closed = { requested: 'canceled', expired: 'expired' } as const;
  if (authorize === undefined) return cancelReason === null ? ['created', 'canceled', 'expired'] : [];
  if (authorize.result === null) {
    if (cancelReason !== null) return ['canceling'];
    return [nextAction === null ? 'processing' : 'requires_action'];
  }
  if (authorize.result !== 'approved') return [cancelReason === null ? 'failed' : closed[cancelReason]];
  const was = (wanted: PaymentAttemptKind) =>
    tried.some(({ kind, result }) => kind === wanted && result === 'approved');
  if (captureMethod === 'automatic' || was('capture')) return cancelReason === null ? ['succeeded'] : [];
  if (was('void')) return cancelReason === null ? [] : [closed[cancelReason]];
  return [cancelReason === null ? 'authorized' : 'canceling'];
}

function declineOf(
  status: readonly PaymentStatus[],
  authorize: Tried | undefined,
): string | null | undefined {
  if (status[0] === 'succeeded') return null;
  if (status[0] !== 'failed' || authorize === undefined) return undefined;
  switch (authorize.result) {
    case 'declined':
      return authorize.decline;
    case 'reversed':
    case 'never_sent':
      return declineCodeOf({ kind: authorize.result });
    default:
      return undefined;
  }
}

/** Fields that may change without a payment event: refunds, reversals and returns have events of their own. */
const UNTOLD = ['amount_refunded', 'amount_refundable', 'amount_unapplied', 'amount_reversed'] as const;

/**
 * The payment as its last event must have shown it. A new attempt has no event until it is final or handed back, so
 * its changes are undone here.
 */
export function asTold(
  view: PaymentView,
  told: PaymentView,
  openKind: PaymentAttemptKind | null,
): Partial<PaymentView> {
  let as: Partial<PaymentView> = view;
  if (openKind === 'authorize' && told.status === 'created' && view.expires_at === null)
    as = { ...view, status: 'created', payment_method: null, expires_at: told.expires_at };
  if (openKind === 'void' && told.status === 'authorized')
    as = { ...view, status: 'authorized', amount_capturable: view.amount_authorized };
  return { ...as, ...Object.fromEntries(UNTOLD.map((field) => [field, told[field]])) };
}
