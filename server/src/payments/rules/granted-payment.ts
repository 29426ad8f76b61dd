import type { GrantedPayment } from '../../http/index.ts';

/** What was granted, as the API shows it: what the app had asked for (RFC 9396). */
export function grantedView({ amount, currency, orderId }: GrantedPayment) {
  return {
    type: 'payment' as const,
    amount: Number(amount),
    currency,
    ...(orderId === null ? {} : { order_id: orderId }),
  };
}
