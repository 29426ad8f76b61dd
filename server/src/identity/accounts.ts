import type pg from 'pg';
import { readRows } from '../database/index.ts';
import { type AccountId, newId, uuidOf } from '../kernel/ids.ts';
import { type Account, accountOf } from './account.ts';

/**
 * Creates an account. Its head, with which its books begin, is in a cell and is created first. A head without an account does no
 * harm, but an account without a head could not be paid.
 */
export async function createAccount(
  home: pg.Pool | pg.PoolClient,
  cell: pg.Pool | pg.PoolClient,
  account: Omit<Account, 'id'>,
  at: number,
  id = newId('acct'),
): Promise<Account> {
  await cell.query('insert into account_head (account_id) values ($1)', [uuidOf(id)]);
  await home.query(
    `insert into account (account_id, organization_id, environment, name, default_method, fee_basis_points, fee_fixed,
                          negative_limit, rate_limit, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0))`,
    [
      uuidOf(id),
      uuidOf(account.organization),
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

/** Looks up the settings of accounts for code that has their rows. The settings are in the home schema, the rows in a cell. */
export class AccountDirectory {
  readonly #home: pg.Pool;

  constructor(home: pg.Pool) {
    this.#home = home;
  }

  /** Returns the account's current settings, or null if there is no such account. */
  async find(id: AccountId): Promise<Account | null> {
    return (await this.findAll([id])).get(id) ?? null;
  }

  /** The same, but null for a sandbox that was closed: nobody pays there any more. */
  async findOpen(id: AccountId): Promise<Account | null> {
    const [row] = await readRows(this.#home, {
      name: 'open account',
      text: 'select * from account where account_id = $1 and closed_at is null',
      values: [uuidOf(id)],
    });
    return row === undefined ? null : accountOf(row);
  }

  /** Finds those of the accounts that exist, with one query. It sends no query for an empty list. */
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
