import type pg from 'pg';
import { type AccountId, idFromUuid, uuidOf } from '../kernel/ids.ts';
import type { Difference } from '../ledger/index.ts';

/**
 * Checks that every payment of a session matches what the session asks for and was made while it was open, and that the
 * numbers of its attempts have no gap.
 */
export async function proveSessions(snapshot: pg.ClientBase, account: AccountId): Promise<Difference[]> {
  const { rows } = await snapshot.query(
    `select c.session_id, c.n, format('%s of %s %s, %s, for order %s', coalesce(p.id::text, 'no payment'), s.amount, s.currency,
              s.capture_method, s.order_id) as stands,
            format('%s of %s %s, %s, for order %s, made in its time', c.payment_id, p.amount, p.currency, p.capture_method,
              p.order_id) as should
     from (select c.*, row_number() over (partition by c.session_id order by c.n) as counted,
                  count(*) over (partition by c.payment_id) as sessions
           from checkout_payment c where c.account_id = $1) c
     left join checkout_session s on s.account_id = c.account_id and s.id = c.session_id
     left join payment p on p.account_id = c.account_id and p.id = c.payment_id
     where not coalesce(c.n = c.counted and c.sessions = 1
       and (p.order_id, p.amount, p.currency, p.capture_method) = (s.order_id, s.amount, s.currency, s.capture_method)
       and p.description is not distinct from s.description and p.metadata is not distinct from s.metadata
       and p.created_at >= s.created_at and p.created_at < s.expires_at
       and (s.closed_at is null or (p.created_at <= s.closed_at and p.status <> 'succeeded')), false)`,
    [uuidOf(account)],
  );
  return rows.map((row) => ({
    account,
    what: `try ${row.n} of ${idFromUuid('cs', row.session_id)}`,
    stands: row.stands,
    should: row.should,
  }));
}
