import { id, questionOf, type Row, reader, type Statement } from '../database/index.ts';
import { type AccountId, idFromUuid } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import { type Book, books } from './books.ts';

const balancesOf = reader<AccountId>(
  'balances',
  { account: id((account) => account) },
  (rows) => `select b.* from ${rows} join balance b on b.account_id = c.account`,
);

/** Every balance of these accounts. */
export function readBalances(accounts: readonly AccountId[]): Statement | null {
  return questionOf(balancesOf, accounts);
}

/**
 * Balances as a round found them under the heads' locks, less what its commands have taken so far: several debits of
 * one balance in a round are judged by a running sum, in order.
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
