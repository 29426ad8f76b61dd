import type pg from 'pg';
import { type AccountId, newId, uuidOf } from '../kernel/ids.ts';
import { type Account, accountOf } from './account.ts';

/** Makes an account with its head. */
export async function createAccount(
  database: pg.Pool | pg.PoolClient,
  account: Omit<Account, 'id'>,
  at: number,
): Promise<Account> {
  const id = newId('acct');
  await database.query(
    `with head as (insert into account_head (account_id) values ($1))
     insert into account (account_id, environment, name, default_method, fee_basis_points, fee_fixed, negative_limit,
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

/** The account's settings as they stand; null for none. */
export async function findAccount(pool: pg.Pool, id: AccountId): Promise<Account | null> {
  const { rows } = await pool.query('select * from account where account_id = $1', [uuidOf(id)]);
  return rows[0] === undefined ? null : accountOf(rows[0]);
}
