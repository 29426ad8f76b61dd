import type pg from 'pg';
import { uuidOf } from '../kernel/ids.ts';
import type { Difference, ProvedAccount } from '../module.ts';

/**
 * Checks that every sandbox charge matches its attempt and that attempt's outcome, and that every unapplied
 * notification exists and will be tried soon.
 */
export async function proveChannels(
  snapshot: pg.ClientBase,
  { account }: ProvedAccount,
): Promise<Difference[]> {
  const charges = await snapshot.query(
    `select 'sandbox charge ' || c.reference as what,
            format('%s %s by %s for payment %s: %s %s, %s received, %s taken back', c.amount, c.currency, c.token, c.payment_id,
                   c.state, c.decline_code, c.received, c.taken_back) as stands,
            format('%s %s by %s for payment %s: %s %s, at least %s received, %s taken back', a.amount, a.currency,
                   p.method->>'token', a.payment_id, coalesce(o.result, 'open'), o.decline_code,
                   case p.method->>'type' when 'bank_transfer' then p.amount_received else 0 end, p.amount_reversed) as should
     from sandbox_charge c
     left join attempt a on a.account_id = c.account_id and a.id = c.reference and a.kind = 'authorize'
     left join outcome o on o.account_id = c.account_id and o.attempt_id = c.reference
     left join payment p on p.account_id = a.account_id and p.id = a.payment_id
     where c.account_id = $1 and not coalesce(
       (c.payment_id, c.amount, c.currency, c.token) = (a.payment_id, a.amount, a.currency, p.method->>'token')
       and case o.result when 'approved' then c.state = 'approved'
                         when 'declined' then c.state = 'declined' and coalesce(c.decline_code, 'card_declined') = o.decline_code
                         when 'reversed' then c.state = 'closed' else true end
       and c.taken_back >= p.amount_reversed
       and (p.method->>'type' <> 'bank_transfer' or c.received >= p.amount_received), false)`,
    [uuidOf(account)],
  );
  const notifications = await snapshot.query(
    `select format('notification %s of %s', o.event_id, o.channel) as what, format('tried again after %s', o.try_after) as stands,
            'a notification that was received, tried again within minutes' as should
     from channel_inbox_open o
     where o.account_id = $1 and (o.try_after > now() + interval '1 hour' or not exists (
       select from channel_inbox i
       where i.account_id = o.account_id and i.channel = o.channel and i.event_id = o.event_id))`,
    [uuidOf(account)],
  );
  return [...charges.rows, ...notifications.rows].map(({ what, stands, should }) => ({
    account,
    what,
    stands,
    should,
  }));
}
