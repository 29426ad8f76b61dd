import { before, type Sweep, sweepOf } from '../database/index.ts';

const KEPT_MS = 7 * 24 * 3_600_000;
/** So that an account that asks day and night does not fill the disk. */
const KEPT_MAX = 100_000;

/** Finds the accounts by their first rows, one after another, and not by reading them all. */
const tooMany = (most: number): string => `
  with recursive accounts as (
    (select account_id from logged_request order by account_id limit 1)
    union all
    select (select account_id from logged_request l where l.account_id > a.account_id order by account_id limit 1)
    from accounts a where a.account_id is not null
  ), ends as (
    select account_id, (select id from logged_request l where l.account_id = a.account_id
                        order by id desc offset ${most} limit 1) as id
    from accounts a where account_id is not null
  )
  delete from logged_request where (account_id, id) in (
    select l.account_id, l.id from ends e join logged_request l on l.account_id = e.account_id and l.id <= e.id
    where e.id is not null limit $1 for update of l skip locked)`;

/** Keeps the newest so many requests of each account. */
export function sweepBeyond(most: number): Sweep {
  return {
    what: 'logged_requests_beyond',
    async run(pool, { batch }) {
      const { rowCount } = await pool.query(tooMany(most), [batch]);
      return rowCount ?? 0;
    },
  };
}

export const sweeps: readonly Sweep[] = [
  sweepOf('logged_requests', 'logged_request', 'account_id, id', before('at', KEPT_MS)),
  sweepBeyond(KEPT_MAX),
];
