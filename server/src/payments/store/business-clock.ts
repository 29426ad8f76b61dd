/** An account's business time: real time plus an offset, which a sandbox's clock moves. Live accounts have none. */
import type pg from 'pg';
import { type AccountId, uuidOf } from '../../kernel/ids.ts';

/** How far business time can be ahead of real time. `account_head` holds no more either. */
export const AHEAD_MS_MAX = 3660 * 86_400_000;

/**
 * Locks the account's clock for the transaction. Before any idempotency key: rounds lock heads before keys too, and
 * would otherwise wait for this transaction while it waits for them. A process that stops in between soon loses it.
 */
export async function lockClock(database: pg.PoolClient, account: AccountId): Promise<void> {
  await database.query(
    `select set_config('idle_in_transaction_session_timeout', '1s', true)
     from account_head where account_id = $1 for update`,
    [uuidOf(account)],
  );
}

/**
 * Moves the target of a locked clock further. Returns how far ahead it is to be: if that is more than `AHEAD_MS_MAX`,
 * nothing is moved.
 */
export async function advanceTarget(
  database: pg.PoolClient,
  account: AccountId,
  milliseconds: number,
  now: number,
): Promise<number> {
  const { rows } = await database.query(
    `with head as (select account_id, greatest(clock_target, clock_offset) + $2::int8 as target
                   from account_head where account_id = $1),
          told as (update account_head h set clock_target = head.target from head
                   where h.account_id = head.account_id and $2::int8 > 0 and head.target <= ${AHEAD_MS_MAX}
                   returning h.account_id, h.clock_target, h.clock_offset),
          noted as (insert into clock_move (account_id, clock_target, clock_offset, moved_at)
                    select account_id, clock_target, clock_offset, to_timestamp($3 / 1000.0) from told)
     select target from head`,
    [uuidOf(account), milliseconds, now],
  );
  return Number(rows[0].target);
}

/** Moves business time so far ahead of real time; never back, and never past its target. */
export async function moveOffset(
  pool: pg.Pool,
  account: AccountId,
  offset: number,
  now: number,
): Promise<void> {
  await pool.query(
    `with moved as (update account_head set clock_offset = least($2, clock_target)
                    where account_id = $1 and clock_offset < least($2, clock_target)
                    returning account_id, clock_target, clock_offset)
     insert into clock_move (account_id, clock_target, clock_offset, moved_at)
     select account_id, clock_target, clock_offset, to_timestamp($3 / 1000.0) from moved`,
    [uuidOf(account), offset, now],
  );
}

/** How far business time is ahead of real time, in milliseconds. */
export async function offsetOf(pool: pg.Pool, account: AccountId): Promise<number> {
  const { rows } = await pool.query('select clock_offset from account_head where account_id = $1', [
    uuidOf(account),
  ]);
  return Number(rows[0].clock_offset);
}
