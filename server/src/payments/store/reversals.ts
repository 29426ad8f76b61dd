import { id, int8, type Row, text, timestamp, writer } from '../../database/index.ts';
import { idFromUuid } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Reversal } from '../rules/reversal.ts';

/** A reversal from its row. */
export function reversalOf(row: Row): Reversal {
  return {
    account: idFromUuid('acct', row.account_id),
    id: idFromUuid('rev', row.id),
    payment: idFromUuid('pay', row.payment_id),
    amount: row.amount,
    currency: row.currency as Currency,
    amountFromUnapplied: row.amount_from_unapplied,
    amountFromPending: row.amount_from_pending,
    amountFromAvailable: row.amount_from_available,
    createdAt: row.created_at,
  };
}

export const reversalWriter = writer<Reversal>(
  'new_reversals',
  {
    account_id: id((reversal) => reversal.account),
    id: id((reversal) => reversal.id),
    payment_id: id((reversal) => reversal.payment),
    amount: int8((reversal) => reversal.amount),
    currency: text((reversal) => reversal.currency),
    amount_from_unapplied: int8((reversal) => reversal.amountFromUnapplied),
    amount_from_pending: int8((reversal) => reversal.amountFromPending),
    amount_from_available: int8((reversal) => reversal.amountFromAvailable),
    created_at: timestamp((reversal) => reversal.createdAt),
  },
  (rows) => `
    insert into reversal (account_id, id, payment_id, amount, currency, amount_from_unapplied, amount_from_pending,
                          amount_from_available, created_at)
    select * from ${rows}`,
);
