import type { NextAction, SessionState } from './api.ts';

/** Why the payer's last attempt failed. */
export type Ended =
  | { readonly why: 'declined'; readonly code: string }
  | { readonly why: 'expired' }
  /** It was closed after a part of the money had arrived. */
  | { readonly why: 'closed_short' };

/** What the page shows: one thing at a time, which depends only on the session. */
export type Stage =
  /** The payer may try to pay. */
  | { readonly kind: 'form'; readonly ended: Ended | null }
  | { readonly kind: 'processing' }
  /** The payer gave up the attempt, and the platform is finding out whether anything was paid. */
  | { readonly kind: 'canceling' }
  | { readonly kind: 'action'; readonly action: NextAction }
  | { readonly kind: 'paid' }
  /** The order was paid by a payment that does not belong to this session. */
  | { readonly kind: 'paid_elsewhere' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'expired' };

/** Decides what the payer sees. No other code does. */
export function stageOf({ status, closed_by, payment, paid_elsewhere }: SessionState): Stage {
  if (paid_elsewhere && status !== 'complete') return { kind: 'paid_elsewhere' };
  switch (status) {
    case 'complete':
      return { kind: 'paid' };
    case 'expired':
      return closedStage(closed_by);
    case 'open':
      return payment === null ? { kind: 'form', ended: null } : stageOfPayment(payment);
  }
}

function closedStage(by: SessionState['closed_by']): Stage {
  switch (by) {
    case 'payer':
      return { kind: 'cancelled' };
    case 'merchant':
      return { kind: 'closed' };
    case null:
      return { kind: 'expired' };
  }
}

function stageOfPayment(payment: NonNullable<SessionState['payment']>): Stage {
  const short: Ended | null = payment.amount_received > 0 ? { why: 'closed_short' } : null;
  switch (payment.status) {
    case 'failed':
      return { kind: 'form', ended: { why: 'declined', code: payment.decline_code ?? 'other' } };
    case 'expired':
      return { kind: 'form', ended: short ?? { why: 'expired' } };
    case 'canceled':
      return { kind: 'form', ended: short };
    case 'requires_action':
      return payment.next_action === null
        ? { kind: 'processing' }
        : { kind: 'action', action: payment.next_action };
    case 'created':
    case 'processing':
      return { kind: 'processing' };
    case 'canceling':
      return { kind: 'canceling' };
    case 'authorized':
    case 'succeeded':
      return { kind: 'paid' };
  }
}

/** Whether nothing more will happen to the session, so that the page can stop listening. */
export function isOver({ kind }: Stage): boolean {
  switch (kind) {
    case 'paid':
    case 'paid_elsewhere':
    case 'cancelled':
    case 'closed':
    case 'expired':
      return true;
    case 'form':
    case 'processing':
    case 'canceling':
    case 'action':
      return false;
  }
}
