import type pg from 'pg';
import { type AccountId, uuidOf } from '../kernel/ids.ts';
import { books, postings } from '../ledger/index.ts';
import type { Difference } from '../module.ts';

const {
  channel_receivable: receivable,
  merchant_pending: pending,
  merchant_available: available,
  platform_fees_payable: fees,
  refunds_in_flight: inFlight,
  unapplied_funds: unapplied,
} = books;

/** Every leg that exists, once: a pair of books always has the same leg number. */
const LEGS = [
  postings.capture({ gross: 1n, fee: 1n }),
  postings.release({ net: 1n }),
  postings.refundRequested({ fromPending: 1n, fromAvailable: 1n }),
  postings.refundDone({ amount: 1n }),
  postings.refundFailed({ toPending: 1n, toAvailable: 1n }),
  postings.reversed({ fromPending: 1n, fromAvailable: 1n, fromUnapplied: 1n }),
  postings.unapplied({ amount: 1n }),
  postings.shortCompleted({ gross: 1n, fee: 1n }),
  postings.returnRequested({ amount: 1n }),
  postings.returnFailed({ toUnapplied: 1n, toAvailable: 1n }),
]
  .flat()
  .map(({ debit, credit, leg }) => `(${books[debit].number}, ${books[credit].number}, ${leg})`);

/** When a UUIDv7 was made. */
const madeAt = (uuid: string): string =>
  `to_timestamp(('x' || lpad(left(replace(${uuid}::text, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0)`;

/** The stamp of an id, as `stampOf` in `kernel/ids.ts` has it: milliseconds times 4,096, plus the counter. */
const stampOf = (uuid: string): string =>
  `('x' || left(replace(${uuid}::text, '-', ''), 12) || substr(${uuid}::text, 16, 3))::bit(60)::bigint`;

const SAME = (table: string, other: string, column = 'id'): string =>
  `${table}.account_id = ${other}.account_id and ${table}.id = ${other}.${column}`;

/**
 * Rules between rows of different tables. Each statement returns the account's rows that break it, as `what` (a
 * name and the uuid), `stands` and `should`.
 */
const RULES: readonly string[] = [
  // An attempt matches its payment, its refund or the channel's approval.
  `select 'attempt ' || a.id as what,
          format('%s of %s %s on %s for payment %s, refund %s, target %s', a.kind, a.amount, a.currency, a.channel,
                 a.payment_id, a.refund_id, a.target_id) as stands,
          coalesce(format('of %s %s on %s, target %s', case a.kind when 'authorize' then p.amount::text when 'void' then p.amount_authorized::text
                     when 'refund' then r.amount::text when 'capture' then 'at most ' || p.amount_authorized else 'what came' end,
                 p.currency, p.channel, case a.kind when 'authorize' then null else p.charge_attempt end),
                 'of an existing payment') as should
   from attempt a left join payment p on ${SAME('p', 'a', 'payment_id')} left join refund r on ${SAME('r', 'a', 'refund_id')}
   where a.account_id = $1 and not coalesce(
     a.currency = p.currency and a.channel = p.channel and (a.kind = 'refund') = (a.refund_id is not null)
     and a.target_id is not distinct from case a.kind when 'authorize' then null else p.charge_attempt end
     and case a.kind when 'authorize' then a.amount = p.amount
                     when 'void' then a.amount = p.amount_authorized
                     when 'capture' then a.amount <= p.amount_authorized
                     when 'refund' then a.amount = r.amount and r.payment_id = a.payment_id
                     else true end, false)`,
  // An outcome belongs to an existing attempt, and an event records it at the same time.
  `select 'outcome of attempt ' || o.attempt_id, format('%s of %s (%s) at %s', o.result, o.amount, o.decline_code, o.at),
          'told at that time, with a code if it was declined and an amount if it was approved'
   from outcome o left join attempt a on ${SAME('a', 'o', 'attempt_id')}
   where o.account_id = $1 and not (
     a.id is not null and (o.result = 'declined') = (o.decline_code is not null) and (o.result = 'approved' or o.amount = 0)
     and exists (select from event e where e.account_id = o.account_id and e.command_id = o.attempt_id and e.at = o.at
                   and e.actor is not distinct from a.actor
                   and e.object_id = coalesce(a.refund_id, a.payment_id)))`,
  // A transfer is a leg of an existing command, at that command's time.
  `select format('transfer %s leg %s', t.source_id, t.leg),
          format('%s to %s, %s %s of payment %s at %s', t.debit, t.credit, t.amount, t.currency, t.payment_id, t.at),
          'a leg of a command of that payment, at its time'
   from transfer t left join payment p on ${SAME('p', 't', 'payment_id')} left join attempt a on ${SAME('a', 't', 'source_id')}
   left join outcome o on o.account_id = t.account_id and o.attempt_id = t.source_id
   left join refund r on ${SAME('r', 'a', 'refund_id')} left join reversal v on ${SAME('v', 't', 'source_id')}
   where t.account_id = $1 and not coalesce(
     t.currency = p.currency and coalesce(a.payment_id, t.payment_id) = t.payment_id
     and (t.debit, t.credit, t.leg) in (${LEGS.join(', ')})
     and case
       when t.credit = ${pending.number} and t.debit <> ${inFlight.number} or t.credit = ${fees.number} then
         a.kind = case p.capture_method when 'automatic' then 'authorize' else 'capture' end
         and o.result = 'approved' and o.at = t.at
       when t.debit = ${unapplied.number} and t.credit = ${inFlight.number} then a.kind = 'return' and a.amount = t.amount
       when t.credit = ${inFlight.number} then a.kind = 'refund' and r.created_at = t.at
       when t.debit = ${inFlight.number} then
         a.kind in ('refund', 'return') and o.at = t.at and (o.result = 'approved') = (t.credit = ${receivable.number})
       when t.credit = ${receivable.number} then v.payment_id = t.payment_id and v.created_at = t.at
       when t.credit = ${available.number} then t.at >= p.release_at
       else exists (select from event e where e.account_id = t.account_id and e.object_id = t.payment_id and e.at = t.at)
     end, false)`,
  // A refund has exactly one attempt, and matches its outcome and what was set aside for it.
  `with asked as (
     select a.refund_id, count(*) as attempts, min(o.result) as result, min(o.decline_code) as decline,
            coalesce(sum(l.from_pending), 0) as from_pending, coalesce(sum(l.from_available), 0) as from_available
     from attempt a left join outcome o on o.account_id = a.account_id and o.attempt_id = a.id
     left join lateral (
       select sum(t.amount) filter (where t.debit = ${pending.number}) as from_pending,
              sum(t.amount) filter (where t.debit = ${available.number}) as from_available
       from transfer t where t.account_id = a.account_id and t.source_id = a.id and t.credit = ${inFlight.number}) l on true
     where a.account_id = $1 and a.kind = 'refund' group by a.refund_id)
   select 'refund ' || r.id,
          format('%s of %s %s (%s), %s pending and %s available, version %s', r.status, r.amount, r.currency, r.failure_code,
                 r.amount_from_pending, r.amount_from_available, r.version),
          format('%s (%s), in %s, %s pending and %s available, of one attempt', coalesce(q.result, 'pending'), q.decline,
                 p.currency, q.from_pending, q.from_available)
   from refund r left join payment p on ${SAME('p', 'r', 'payment_id')} left join asked q on q.refund_id = r.id
   where r.account_id = $1 and not coalesce(
     q.attempts = 1 and r.currency = p.currency and r.amount_from_pending = q.from_pending
     and r.amount_from_available = q.from_available and r.amount = q.from_pending + q.from_available
     and r.status = case when q.result is null then 'pending' when q.result = 'approved' then 'succeeded' else 'failed' end
     and r.failure_code is not distinct from case q.result when 'declined' then q.decline
           when 'reversed' then 'processing_error' when 'never_sent' then 'never_sent' end
     and r.version = case when q.result is null then 1 else 2 end, false)`,
  `select 'payment ' || p.id || ' releases its order', coalesce(p.order_released::text, 'no'), coalesce(s.released::text, 'no')
   from payment p cross join lateral (
     select case when p.status in ('failed', 'canceled', 'expired') then p.id end as released) s
   where p.account_id = $1 and p.order_released is distinct from s.released`,
  // Unapplied money has a time of return: that of the event that reported it, or a day after a failed return.
  `select 'payment ' || p.id || ' returns what is unapplied', coalesce(p.return_at::text, 'never'),
          case when p.amount_unapplied = 0 then 'never' else 'when an event reported that' end
   from payment p
   where p.account_id = $1 and case
     when p.return_at is null then p.amount_unapplied > 0 and p.status in ('succeeded', 'failed', 'canceled', 'expired')
     else p.amount_unapplied = 0 or not exists (
       select from event e where e.account_id = p.account_id and e.object_id = p.id
         and p.return_at = e.at + case e.type when 'payment.return_failed' then interval '24 hours' else interval '0' end)
     end`,
  `select 'due ' || d.kind || ' of ' || d.id, d.due_at::text, 'nothing: there is no such payment'
   from due d where d.account_id = $1 and not exists (select from payment p where ${SAME('p', 'd')})`,
  `select 'event ' || min(e.seq), e.type || ' of ' || e.object_id, 'of an existing object'
   from event e
   where e.account_id = $1 and case split_part(e.type, '.', 1)
     when 'payment' then not exists (select from payment p where ${SAME('p', 'e', 'object_id')})
     when 'refund' then not exists (select from refund r where ${SAME('r', 'e', 'object_id')}) else false end
   group by e.type, e.object_id`,
  // Recovery will find every open attempt: by its `recover_after`, then by its newest claim.
  `select 'attempt ' || a.id || ', which is open', format('sent before %s, recovered after %s, asked again %s, looked through to %s',
            a.send_before, a.recover_after, c.ask_again_at, w.looked_again_to),
          'found by recovery within its day'
   from attempt a cross join recovery_watermark w
   left join lateral (select c.* from attempt_claim c where c.account_id = a.account_id and c.attempt_id = a.id
                      order by c.epoch desc limit 1) c on true
   where a.account_id = $1
     and not exists (select from outcome o where o.account_id = a.account_id and o.attempt_id = a.id)
     and (a.send_before > a.recover_after or a.recover_after > ${madeAt('a.id')} + interval '25 hours'
       or case when c.epoch is null then a.recover_after < least(w.looked_to, w.looked_again_to)
          else c.until > now() + interval '1 hour' or c.ask_again_at > now() + interval '2 hours'
            or c.ask_again_at <= w.looked_again_to - interval '1 day' end)`,
  // Ids are given in the order of commits: the head knows the last one, so that the next is behind it.
  `select 'newest id', h.ids_to::text, 'at least ' || n.stamp
   from account_head h cross join lateral (
     select max(${stampOf('o.id')}) as stamp
     from ((select id from payment where account_id = $1 order by id desc limit 1)
           union all (select id from refund where account_id = $1 order by id desc limit 1)
           union all (select id from reversal where account_id = $1 order by id desc limit 1)) o) n
   where h.account_id = $1 and h.ids_to < n.stamp`,
  // An idempotency key names a command on the object that answers it, or holds the answer itself.
  `select format('key %s %s', i.scope, i.key), format('command %s on %s, status %s, at %s, recovered after %s', i.command_id,
            i.object_id, i.status, i.at, i.recover_after),
          'a command on its object, or an answer'
   from idempotency i
   where i.account_id = $1 and not coalesce(
     i.at < now() + interval '1 hour'
     and case when i.command_id is null then i.status is not null and i.body is not null and i.object_id is null
       else i.status is null and i.body is null and i.recover_after < i.at + interval '25 hours'
         and (exists (select from payment p where ${SAME('p', 'i', 'object_id')})
           or exists (select from refund r where ${SAME('r', 'i', 'object_id')}))
         and (i.command_id = i.object_id
           or exists (select from attempt a where a.account_id = i.account_id and a.id = i.command_id
                        and i.object_id = coalesce(a.refund_id, a.payment_id))
           or exists (select from event e where e.account_id = i.account_id and e.object_id = i.object_id
                        and e.command_id = i.command_id)) end, false)`,
];

/** Checks the account's records against each other, table by table. */
export async function proveRecords(snapshot: pg.ClientBase, account: AccountId): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const rule of RULES) {
    const { rows } = await snapshot.query({ text: rule, values: [uuidOf(account)], rowMode: 'array' });
    for (const [what, stands, should] of rows) differences.push({ account, what, stands, should });
  }
  return differences;
}

/** Business time is where the last moves left it, and was told to go; on a live account it is real time. */
export async function proveClock(
  snapshot: pg.ClientBase,
  account: AccountId,
  environment: 'sandbox' | 'live',
): Promise<Difference[]> {
  const { rows } = await snapshot.query(
    `select format('%s ms ahead, told to be %s', h.clock_offset, h.clock_target) as stands,
            format('%s ms ahead, told to be %s', coalesce(max(m.clock_offset), 0), coalesce(max(m.clock_target), 0)) as should,
            h.clock_offset = 0 and h.clock_target = 0 as real
     from account_head h left join clock_move m on m.account_id = h.account_id
     where h.account_id = $1 group by h.clock_offset, h.clock_target`,
    [uuidOf(account)],
  );
  const what = 'clock';
  return rows.flatMap(({ stands, should, real }) => {
    if (environment === 'live') return real ? [] : [{ account, what, stands, should: 'real time' }];
    return stands === should ? [] : [{ account, what, stands, should }];
  });
}

/**
 * Recovery's watermarks are not in the future. That is by the time of this very look: `now()` is when the transaction began, and
 * recovery may have gone on until the snapshot was taken.
 */
export async function proveRecovery(snapshot: pg.ClientBase): Promise<Difference[]> {
  const { rows } = await snapshot.query(
    `select format('%s and %s', looked_to, looked_again_to) as stands from recovery_watermark
     where looked_to > clock_timestamp() or looked_again_to > clock_timestamp()`,
  );
  const should = 'not in the future';
  return rows.map(({ stands }) => ({ account: null, what: 'how far recovery has looked', stands, should }));
}
