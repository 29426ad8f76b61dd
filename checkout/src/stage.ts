import type { NextAction, SessionState } from './api.ts';

/** What the page shows: one thing at a time, told by the session alone. */
export type Stage =
  /** The payer may try to pay; `decline` is why the last try did not succeed. */
  | { readonly kind: 'form'; readonly decline: string | null }
  | { readonly kind: 'processing' }
  | { readonly kind: 'action'; readonly action: NextAction }
  | { readonly kind: 'paid' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'expired' };

/** The one place that says what a session's payer sees. */
export function stageOf({ status, closed_by, payment }: SessionState): Stage {
  switch (status) {
    case 'complete':
      return { kind: 'paid' };
    case 'expired':
      return closed_by === 'payer' ? { kind: 'cancelled' } : { kind: 'expired' };
    case 'open':
      return payment === null ? { kind: 'form', decline: null } : stageOfPayment(payment);
  }
}

function stageOfPayment(payment: NonNullable<SessionState['payment']>): Stage {
  switch (payment.status) {
    case 'failed':
      return { kind: 'form', decline: payment.decline_code ?? 'card_declined' };
    case 'canceled':
    case 'expired':
      return { kind: 'form', decline: null };
    case 'requires_action':
      return payment.next_action === null
        ? { kind: 'processing' }
        : { kind: 'action', action: payment.next_action };
    case 'created':
    case 'processing':
    case 'canceling':
      return { kind: 'processing' };
    case 'authorized':
    case 'succeeded':
      return { kind: 'paid' };
  }
}

/** Whether nothing more will happen to the session: the page need not listen. */
export function isOver(stage: Stage): boolean {
  return stage.kind === 'paid' || stage.kind === 'cancelled' || stage.kind === 'expired';
}
