import type pg from 'pg';
import { type AccountId, uuidOf } from '../kernel/ids.ts';
import type { Difference } from '../ledger/index.ts';

/** The account's events are numbered from 1 without a gap, up to what its head says. */
export async function proveEvents(snapshot: pg.ClientBase, account: AccountId): Promise<Difference[]> {
  const { rows } = await snapshot.query(
    `select h.event_seq::text as head, e.count::text, e.first::text, e.last::text
     from account_head h,
       (select count(*), coalesce(min(seq), 1) as first, coalesce(max(seq), 0) as last from event where account_id = $1) e
     where h.account_id = $1 and not (e.count = h.event_seq and e.first = 1 and e.last = h.event_seq)`,
    [uuidOf(account)],
  );
  return rows.map((row) => ({
    account,
    what: 'event log',
    stands: `${row.count} events, from ${row.first} to ${row.last}`,
    should: `${row.head} events, from 1 to ${row.head}`,
  }));
}
