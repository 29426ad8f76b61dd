import type { Sweep } from '../../module.ts';

/** How long the attempts of deliveries are kept. */
const KEPT_MS = 30 * 86_400_000;

export const sweepDeliveries: Sweep = {
  what: 'deliveries',
  async run(pool, { now, batch }) {
    const { rowCount } = await pool.query(
      `delete from webhook_delivery where (account_id, endpoint_id, id) in (
         select account_id, endpoint_id, id from webhook_delivery where at < to_timestamp($1 / 1000.0)
         order by at limit $2 for update skip locked)`,
      [now - KEPT_MS, batch],
    );
    return rowCount ?? 0;
  },
};
