import type { NextAction, SessionState } from './api.ts';

/** Why the payer's last try came to nothing. */
export type Ended =
  | { readonly why: 'declined'; readonly code: string }
  | { readonly why: 'expired' }
  /** It was closed when a part had come already. */
  | { readonly why: 'closed_short' };

/** What the page shows: one thing at a time, told by the session alone. */
export type Stage =
  /** The payer may try to pay. */
  | { readonly kind: 'form'; readonly ended: Ended | null }
  | { readonly kind: 'processing' }
  /** The payer gave the try up; whether anything was paid is being asked. */
  | { readonly kind: 'canceling' }
  | { readonly kind: 'action'; readonly action: NextAction }
  | { readonly kind: 'paid' }
  /** The order was paid by a payment that is none of this session's. */
  | { readonly kind: 'paid_elsewhere' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'expired' };

/** The one place that says what a session's payer sees. */
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

/** Whether nothing more will happen to the session: the page need not listen. */
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
