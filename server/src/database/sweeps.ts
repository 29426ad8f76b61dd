import type { Sweep } from '../database/index.ts';

/**
 * How many days round numbers are kept. Only a process that asks whether its commit succeeded needs them. A process that has not
 * found out within a week was stopped all that time, and other processes have finalized its attempts. Fences are never deleted:
 * there are few of them, and a frozen backend may wake up at any time.
 */
const ROUNDS_KEPT_DAYS = 7;

export const sweepRounds: Sweep = {
  what: 'rounds',
  async run(pool, { batch }) {
    const { rowCount } = await pool.query(
      `delete from round r using (
         select lane, n from round where at < now() - $1 * interval '1 day' and not fence
         limit $2) old
       where r.lane = old.lane and r.n = old.n`,
      [ROUNDS_KEPT_DAYS, batch],
    );
    return rowCount ?? 0;
  },
};
