import { id, questionOf, type Row, reader, type Statement } from '../database/index.ts';
import { type AccountId, idFromUuid } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import { type Book, books } from './books.ts';

const balancesOf = reader<AccountId>(
  'balances',
  { account: id((account) => account) },
  (rows) => `select b.* from ${rows} join balance b on b.account_id = c.account`,
);

/** All balances of these accounts. */
export function readBalances(accounts: readonly AccountId[]): Statement | null {
  return questionOf(balancesOf, accounts);
}

/**
 * Balances as read under the heads' locks, less what the round's commands have taken so far. So several debits of
 * one balance in a round are checked in order, against a running balance.
 */
export class Balances {
  readonly #amounts = new Map<string, bigint>();

  constructor(rows: readonly Row[]) {
    for (const row of rows) {
      const account = idFromUuid('acct', row.account_id);
      for (const book of Object.keys(books) as Book[])
        this.#amounts.set(`${account} ${book} ${row.currency}`, row[book]);
    }
  }

  of(account: AccountId, book: Book, currency: Currency): bigint {
    return this.#amounts.get(`${account} ${book} ${currency}`) ?? 0n;
  }

  take(account: AccountId, book: Book, currency: Currency, amount: bigint): void {
    this.#amounts.set(`${account} ${book} ${currency}`, this.of(account, book, currency) - amount);
  }
}
