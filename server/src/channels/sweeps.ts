import type { Sweep } from '../database/index.ts';

/**
 * How many days the sandbox's charges are kept. By then the payment of a charge has ended long ago, unless something is wrong.
 * A charge that is still open is kept, however old it is.
 */
const CHARGES_KEPT_DAYS = 30;

/** If a deleted notification arrives a second time, it is applied a second time, which has no effect. */
export const sweepNotifications: Sweep = {
  what: 'notifications',
  async run(pool, { batch }) {
    const { rows } = await pool.query('select sweep_channel_inbox($1) as swept', [batch]);
    return Number(rows[0].swept);
  },
};

/**
 * The charge of an open attempt is kept, because the sandbox will be asked about it. Without the charge the answer would be that
 * it was never paid.
 */
export const sweepCharges: Sweep = {
  what: 'charges',
  async run(pool, { batch }) {
    const { rowCount } = await pool.query(
      `delete from sandbox_charge c using (
         select account_id, reference from sandbox_charge s
         where created_at < now() - $1 * interval '1 day' and state <> 'open'
           and not exists (
             select from payment p where p.account_id = s.account_id and p.id = s.payment_id
               and (p.open_attempt is not null or p.status not in ('succeeded', 'failed', 'canceled', 'expired')))
           and not exists (
             select from channel_inbox_open o join channel_inbox i using (account_id, channel, event_id)
             where o.account_id = s.account_id and i.reference = s.reference)
         order by created_at limit $2 for update skip locked) old
       where c.account_id = old.account_id and c.reference = old.reference`,
      [CHARGES_KEPT_DAYS, batch],
    );
    return rowCount ?? 0;
  },
};
