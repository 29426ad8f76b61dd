import type { WebhookEvent } from '@florin/sdk/webhooks';
import type { Effect, Orders } from './orders.ts';

/** Applies what Florin tells of, once. The SDK has verified it; it may come more than once, and in any order. */
export function applyEvent(orders: Orders, event: WebhookEvent, at: number): Effect {
  return orders.once(event.id, at, () => effectOf(orders, event, at));
}

function effectOf(orders: Orders, event: WebhookEvent, at: number): Effect {
  switch (event.type) {
    case 'payment.succeeded': {
      const { id, order_id, amount_captured, currency } = event.data;
      return orders.markPaid(
        { order: order_id, payment: id, amount: amount_captured, currency },
        'webhook',
        at,
      );
    }
    case 'payment.failed':
      return orders.noteDecline(event.data.order_id, event.data.decline_code ?? 'card_declined', at);
    case 'refund.succeeded':
      return orders.markRefunded(event.data, at);
    case 'refund.failed':
      return orders.markRefundFailed(event.data, at);
    case 'reversal.created':
      return orders.markTakenBack(event.data, at);
    default:
      return 'ignored';
  }
}
