import type { Sweep } from '../module.ts';

const MAILS_KEPT_MS = 7 * 24 * 3_600_000;

/** Mails that were never sent, and those of the development mailbox. */
export const sweepMails: Sweep = {
  what: 'mails',
  async run(pool, { now, batch }) {
    const { rowCount } = await pool.query(
      `delete from mail where mail_id in (
         select mail_id from mail where created_at < to_timestamp($1 / 1000.0)
         order by created_at limit $2 for update skip locked)`,
      [now - MAILS_KEPT_MS, batch],
    );
    return rowCount ?? 0;
  },
};
