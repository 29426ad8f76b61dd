import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { Effect, Orders } from './orders.ts';

interface Notification {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is needed of it is checked where it is used
  readonly data: Record<string, any>;
}

/**
 * Verifies a notification and applies it. The signature covers the bytes as received, so the body must not be parsed before.
 * Throws `WebhookVerificationError` if Florin did not sign it.
 */
export function receiveWebhook(
  orders: Orders,
  secret: string,
  body: Buffer,
  headers: IncomingHttpHeaders,
  at: number,
): Effect {
  const signed = {
    'webhook-id': String(headers['webhook-id'] ?? ''),
    'webhook-timestamp': String(headers['webhook-timestamp'] ?? ''),
    'webhook-signature': String(headers['webhook-signature'] ?? ''),
  };
  const notification = new Webhook(secret).verify(body.toString('utf8'), signed) as Notification;
  return orders.once(signed['webhook-id'], at, () => apply(orders, notification, at));
}

function apply(orders: Orders, { type, data }: Notification, at: number): Effect {
  switch (type) {
    case 'payment.succeeded':
      return orders.markPaid(
        { order: data.order_id, payment: data.id, amount: data.amount_captured, currency: data.currency },
        'webhook',
        at,
      );
    case 'payment.failed':
      return orders.noteDecline(data.order_id, data.decline_code ?? 'card_declined', at);
    case 'refund.succeeded':
      return orders.markRefunded({ id: data.id, payment: data.payment, amount: data.amount }, at);
    case 'refund.failed':
      return orders.markRefundFailed({ id: data.id, payment: data.payment, amount: data.amount }, at);
    case 'reversal.created':
      return orders.markTakenBack({ id: data.id, payment: data.payment, amount: data.amount }, at);
    default:
      return 'ignored';
  }
}
