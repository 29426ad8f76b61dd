import type pg from 'pg';
import { readRows } from '../database/index.ts';
import { type AccountId, newId, uuidOf } from '../kernel/ids.ts';
import { type Account, accountOf } from './account.ts';

/**
 * Makes an account. Its head, which its books begin with, lies in a cell and is made first: a head without an account is
 * nothing to anyone, and an account without a head could not be paid.
 */
export async function createAccount(
  home: pg.Pool | pg.PoolClient,
  cell: pg.Pool | pg.PoolClient,
  account: Omit<Account, 'id'>,
  at: number,
): Promise<Account> {
  const id = newId('acct');
  await cell.query('insert into account_head (account_id) values ($1)', [uuidOf(id)]);
  await home.query(
    `insert into account (account_id, environment, name, default_method, fee_basis_points, fee_fixed, negative_limit,
                          rate_limit, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0))`,
    [
      uuidOf(id),
      account.environment,
      account.name,
      account.defaultMethod === null ? null : JSON.stringify(account.defaultMethod),
      account.terms.feeBasisPoints.toString(),
      account.terms.feeFixed.toString(),
      account.terms.negativeLimit.toString(),
      account.rateLimit,
      at,
    ],
  );
  return { ...account, id };
}

/** Looks accounts up, for whoever has a row of theirs: the settings lie at home, the rows in a cell. */
export class AccountDirectory {
  readonly #home: pg.Pool;

  constructor(home: pg.Pool) {
    this.#home = home;
  }

  /** The account's settings as they stand; null for none. */
  async find(id: AccountId): Promise<Account | null> {
    return (await this.findAll([id])).get(id) ?? null;
  }

  /** Those of these accounts that there are, in one question; none where nothing is asked for. */
  async findAll(ids: Iterable<AccountId>): Promise<ReadonlyMap<AccountId, Account>> {
    const asked = [...new Set(ids)];
    if (asked.length === 0) return new Map();
    const rows = await readRows(this.#home, {
      name: 'accounts',
      text: 'select * from account where account_id = any($1)',
      values: [asked.map(uuidOf)],
    });
    return new Map(rows.map(accountOf).map((account) => [account.id, account]));
  }
}
