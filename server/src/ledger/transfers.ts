import { id, int2, int8, type Round, text, timestamp, writer } from '../database/index.ts';
import type { AccountId, Id, PaymentId, Prefix } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import { type Book, books } from './books.ts';
import type { Leg } from './postings.ts';

/** What all transfers of one command share. */
export interface TransferSource {
  readonly account: AccountId;
  /** The command's own id, shared by its legs. With it a command can be posted only once. */
  readonly source: Id<Prefix>;
  readonly payment: PaymentId;
  readonly currency: Currency;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface TransferRow extends TransferSource {
  readonly leg: Leg;
}

const BOOKS = Object.keys(books) as Book[];

/** The change of one book's balance by the inserted transfers. */
function changeOf(book: Book): string {
  const { number, kind } = books[book];
  const [debit, credit] = kind === 'asset' ? ['amount', '-amount'] : ['-amount', 'amount'];
  return `total(case when debit = ${number} then ${debit} when credit = ${number} then ${credit} end) as ${book}`;
}

/**
 * Inserts transfers and updates the balances that they change: one sum, and one update, per account and currency.
 * Existing balances are updated and missing ones inserted, without ON CONFLICT: that would check the CHECK
 * constraints on the proposed row, which holds a change and may be below zero.
 */
export const transferWriter = writer<TransferRow>(
  'new_transfers',
  {
    account_id: id((row) => row.account),
    source_id: id((row) => row.source),
    leg: int2((row) => row.leg.leg),
    payment_id: id((row) => row.payment),
    debit: int2((row) => books[row.leg.debit].number),
    credit: int2((row) => books[row.leg.credit].number),
    currency: text((row) => row.currency),
    amount: int8((row) => row.leg.amount),
    at: timestamp((row) => row.at),
  },
  (rows) => ({
    new_transfers: `
      insert into transfer (account_id, source_id, leg, payment_id, debit, credit, currency, amount, at)
      select * from ${rows}
      returning account_id, debit, credit, currency, amount`,
    balance_changes: `
      select account_id, currency, ${BOOKS.map(changeOf).join(', ')}
      from new_transfers group by account_id, currency`,
    changed_balances: `
      update balance b set ${BOOKS.map((book) => `${book} = b.${book} + c.${book}`).join(', ')}
      from balance_changes c where b.account_id = c.account_id and b.currency = c.currency
      returning 1`,
    new_balances: `
      insert into balance (account_id, currency, ${BOOKS.join(', ')})
      select c.account_id, c.currency, ${BOOKS.map((book) => `c.${book}`).join(', ')} from balance_changes c
      where (select count(*) from changed_balances) < (select count(*) from balance_changes)
        and not exists (select from balance b where b.account_id = c.account_id and b.currency = c.currency)`,
  }),
);

/** Posts a command's legs with its round. */
export function post(round: Round, source: TransferSource, legs: readonly Leg[]): void {
  for (const leg of legs) round.write(transferWriter, { ...source, leg });
}
