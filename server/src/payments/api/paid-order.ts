import type pg from 'pg';
import { type AccountId, uuidOf } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { orderTaken } from '../round/decisions.ts';
import { paymentOf } from '../store/payments.ts';

/**
 * Throws `order_already_paid`, with the payment, if the order has been paid. An order whose payment is only under
 * way is let through, because that payment may still fail.
 */
export async function refusePaidOrder(
  database: pg.PoolClient,
  account: AccountId,
  orderId: string,
): Promise<void> {
  const { rows } = await database.query({
    name: 'payment that paid an order',
    text: `select * from payment where account_id = $1 and order_id = $2 and order_released is null
             and status in ('authorized', 'succeeded')`,
    values: [uuidOf(account), orderId],
  });
  if (rows[0] === undefined) return;
  const { code, detail, extras } = orderTaken(paymentOf(rows[0]));
  throw new Problem(code, detail, extras);
}
