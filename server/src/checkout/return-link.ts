import type pg from 'pg';
import { type AccountId, idFromUuid, type PaymentId, uuidOf } from '../kernel/ids.ts';
import type { KeyRing } from '../vault/index.ts';
import { linkOf } from './session-link.ts';

/** Finds the address of the payer's page on which a payment was made, or null if it was made by the API. */
export function linkOfPayment(
  pool: pg.Pool,
  keys: KeyRing,
  publicUrl: string,
): (account: AccountId, payment: PaymentId) => Promise<string | null> {
  return async (account, payment) => {
    const { rows } = await pool.query(
      'select session_id from checkout_payment where account_id = $1 and payment_id = $2',
      [uuidOf(account), uuidOf(payment)],
    );
    return rows[0] === undefined
      ? null
      : linkOf(keys, publicUrl, { account, id: idFromUuid('cs', rows[0].session_id) });
  };
}
