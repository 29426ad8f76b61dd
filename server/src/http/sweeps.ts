import type { Sweep } from '../module.ts';

const KEYS_KEPT_MS = 24 * 3_600_000;

/** Idempotency keys, with the answers that they repeat. */
export const sweepKeys: Sweep = {
  what: 'keys',
  async run(pool, { now, batch }) {
    const { rowCount } = await pool.query(
      `delete from idempotency i using (
         select account_id, scope, key from idempotency where at < to_timestamp($1 / 1000.0)
         order by at limit $2 for update skip locked) old
       where i.account_id = old.account_id and i.scope = old.scope and i.key = old.key`,
      [now - KEYS_KEPT_MS, batch],
    );
    return rowCount ?? 0;
  },
};
