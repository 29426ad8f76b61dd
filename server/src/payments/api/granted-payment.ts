import type { FastifyRequest } from 'fastify';
import { type GrantedPayment, principalOf } from '../../http/index.ts';
import type { Currency } from '../../kernel/money.ts';
import { Problem } from '../../kernel/problem.ts';
import { grantedView } from '../rules/granted-payment.ts';

/**
 * What the one payment was granted by, for a credential that may make no other; null for all others. Throws
 * `payment_not_granted` for more, another currency or another order. Whether it was used is for the round to find.
 */
export function grantFor(
  request: FastifyRequest,
  { orderId, amount, currency }: { orderId: string; amount: bigint; currency: Currency },
): GrantedPayment | null {
  const granted = principalOf(request).grantedPayment;
  if (granted === undefined) return null;
  const refuse = (field: string, detail: string): never => {
    throw new Problem('payment_not_granted', detail, { field, granted: grantedView(granted) });
  };
  if (currency !== granted.currency) return refuse('currency', `It was granted in ${granted.currency}.`);
  if (amount > granted.amount) return refuse('amount', `No more than ${granted.amount} was granted.`);
  if (granted.orderId !== null && orderId !== granted.orderId)
    return refuse('order_id', `It was granted for the order ${granted.orderId}.`);
  return granted;
}
