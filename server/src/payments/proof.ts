import type pg from 'pg';
import { type AccountId, idFromUuid, uuidOf } from '../kernel/ids.ts';
import { books } from '../ledger/index.ts';
import type { Difference, ProvedAccount } from '../module.ts';
import { proveClock, proveRecords } from './proof-records.ts';
import { proveStanding } from './proof-standing.ts';

const {
  channel_receivable: receivable,
  merchant_pending: pending,
  merchant_available: available,
  platform_fees_payable: fees,
  refunds_in_flight: inFlight,
  unapplied_funds: unapplied,
} = books;

/** The sum of transfers from one book to another. */
const moved = (debit: { number: number }, credit: { number: number }, also = ''): string =>
  `sum(t.amount) filter (where t.debit = ${debit.number} and t.credit = ${credit.number}${also})`;
/** A book's credits less its debits. */
const left = (book: { number: number }, also = ''): string =>
  `sum(case when t.credit = ${book.number} then t.amount when t.debit = ${book.number} then -t.amount end)${also}`;
/** Returns use the same books as refunds; the source attempt tells them apart. */
const A_RETURN = 'r.id is not null';
const NO_RETURN = 'r.id is null';

/** Each amount column of a payment, and the sum of transfers that it must equal. */
const SUMS = {
  amount_received: `sum(t.amount) filter (where t.debit = ${receivable.number})`,
  amount_captured: `sum(t.amount) filter (where t.debit in (${receivable.number}, ${unapplied.number})
                                            and t.credit = ${pending.number})`,
  amount_fee: moved(pending, fees),
  amount_refunded: moved(inFlight, receivable, ` and ${NO_RETURN}`),
  amount_refund_reserved: left(inFlight, ` filter (where ${NO_RETURN})`),
  amount_pending_left: left(pending),
  amount_unapplied: left(unapplied),
  amount_returning: left(inFlight, ` filter (where ${A_RETURN})`),
  amount_returned: moved(inFlight, receivable, ` and ${A_RETURN}`),
  amount_reversed: `sum(t.amount) filter (where t.debit in (${pending.number}, ${available.number}, ${unapplied.number})
                                            and t.credit = ${receivable.number})`,
} as const;

/** A reversal as text, for comparison: its payment, and how much came out of which book. */
const reversalAs = (payment: string, currency: string, ...amounts: [string, string, string]): string =>
  `case when ${payment} is null then 'none' else format('%s of %s, %s pending, %s available, %s unapplied',
        ${currency}, ${payment}, ${amounts.join(', ')}) end`;

/** Compares every payment's amounts with its transfers, outcomes, refunds and reversals. */
async function proveSums(snapshot: pg.ClientBase, account: AccountId): Promise<Difference[]> {
  const names = Object.keys(SUMS) as (keyof typeof SUMS)[];
  const { rows } = await snapshot.query(
    `with sums as (
       select t.payment_id, ${names.map((name) => `coalesce(${SUMS[name]}, 0) as ${name}`).join(', ')}
       from transfer t
       left join attempt r on r.account_id = t.account_id and r.id = t.source_id and r.kind = 'return'
       where t.account_id = $1 group by t.payment_id)
     select p.id, ${names.map((name) => `p.${name}::text as p_${name}, coalesce(s.${name}, 0)::text as s_${name}`).join(', ')}
     from payment p left join sums s on s.payment_id = p.id
     where p.account_id = $1 and (${names.map((name) => `p.${name} <> coalesce(s.${name}, 0)`).join(' or ')})
     union all
     select s.payment_id, ${names.map((name) => `'no payment', s.${name}::text`).join(', ')}
     from sums s where not exists (select from payment p where p.account_id = $1 and p.id = s.payment_id)`,
    [uuidOf(account)],
  );
  const sums = rows.flatMap((row) =>
    names
      .filter((name) => row[`p_${name}`] !== row[`s_${name}`])
      .map((name) => ({
        account,
        what: `${name} of ${idFromUuid('pay', row.id)}`,
        stands: row[`p_${name}`],
        should: row[`s_${name}`],
      })),
  );
  // The captured amount is what the channel approved.
  const approved = await snapshot.query(
    `with approvals as (
       select a.payment_id, sum(o.amount) as amount from attempt a
       join outcome o on o.account_id = a.account_id and o.attempt_id = a.id
       join payment p on p.account_id = a.account_id and p.id = a.payment_id
       where a.account_id = $1 and o.result = 'approved'
         and a.kind = case when p.capture_method = 'automatic' then 'authorize' else 'capture' end
       group by a.payment_id)
     select p.id, p.amount_captured::text as stands, coalesce(c.amount, 0)::text as should
     from payment p left join approvals c on c.payment_id = p.id
     where p.account_id = $1 and p.amount_captured <> coalesce(c.amount, 0)`,
    [uuidOf(account)],
  );
  // Money being returned is the sum of the open returns.
  const returns = await snapshot.query(
    `with moves as (
       select t.payment_id, ${left(inFlight)} as amount from transfer t
       join attempt r on r.account_id = t.account_id and r.id = t.source_id and r.kind = 'return'
       where t.account_id = $1 group by t.payment_id
     ), open as (
       select a.payment_id, sum(a.amount) as amount from attempt a
       where a.account_id = $1 and a.kind = 'return'
         and not exists (select from outcome o where o.account_id = a.account_id and o.attempt_id = a.id)
       group by a.payment_id)
     select coalesce(m.payment_id, o.payment_id) as id, coalesce(m.amount, 0)::text as stands,
            coalesce(o.amount, 0)::text as should
     from moves m full join open o on o.payment_id = m.payment_id
     where coalesce(m.amount, 0) <> coalesce(o.amount, 0)`,
    [uuidOf(account)],
  );
  // Each reversal has exactly its transfers, leg by leg, and one event.
  const reversals = await snapshot.query(
    `with legs as (
       select t.source_id, t.payment_id, t.currency,
              coalesce(sum(t.amount) filter (where t.debit = ${pending.number}), 0) as from_pending,
              coalesce(sum(t.amount) filter (where t.debit = ${available.number}), 0) as from_available,
              coalesce(sum(t.amount) filter (where t.debit = ${unapplied.number}), 0) as from_unapplied
       from transfer t
       where t.account_id = $1 and t.credit = ${receivable.number}
         and t.debit in (${pending.number}, ${available.number}, ${unapplied.number})
       group by t.source_id, t.payment_id, t.currency
     ), told as (
       select e.object_id, count(*) as times from event e
       where e.account_id = $1 and e.type = 'reversal.created' group by e.object_id
     ), both_sides as (
       select coalesce(r.id, l.source_id, n.object_id) as id, coalesce(n.times, 0) as times,
              ${reversalAs('r.payment_id', 'r.currency', 'r.amount_from_pending', 'r.amount_from_available', 'r.amount_from_unapplied')} as stands,
              ${reversalAs('l.payment_id', 'l.currency', 'l.from_pending', 'l.from_available', 'l.from_unapplied')} as should
       from (select * from reversal where account_id = $1) r
       full join legs l on l.source_id = r.id
       full join told n on n.object_id = coalesce(r.id, l.source_id))
     select id, stands || format(', told %s times', times) as stands,
            should || case should when 'none' then ', told 0 times' else ', told 1 times' end as should
     from both_sides where stands <> should or times <> case stands when 'none' then 0 else 1 end`,
    [uuidOf(account)],
  );
  const refunds = await snapshot.query(
    `with refunded as (
       select r.payment_id, coalesce(sum(r.amount) filter (where r.status = 'succeeded'), 0) as done,
              coalesce(sum(r.amount) filter (where r.status = 'pending'), 0) as pending
       from refund r where r.account_id = $1 group by r.payment_id)
     select p.id, format('%s refunded, %s reserved', p.amount_refunded, p.amount_refund_reserved) as stands,
            format('%s refunded, %s reserved', coalesce(r.done, 0), coalesce(r.pending, 0)) as should
     from payment p left join refunded r on r.payment_id = p.id
     where p.account_id = $1
       and (p.amount_refunded <> coalesce(r.done, 0) or p.amount_refund_reserved <> coalesce(r.pending, 0))`,
    [uuidOf(account)],
  );
  return [
    ...refunds.rows.map((row) => ({
      account,
      what: `refunds of ${idFromUuid('pay', row.id)}`,
      stands: row.stands,
      should: row.should,
    })),
    ...reversals.rows.map((row) => ({
      account,
      what: `the reversal ${idFromUuid('rev', row.id)}`,
      stands: row.stands,
      should: row.should,
    })),
    ...returns.rows.map((row) => ({
      account,
      what: `what is on its way back of ${idFromUuid('pay', row.id)}`,
      stands: row.stands,
      should: row.should,
    })),
    ...sums,
    ...approved.rows.map((row) => ({
      account,
      what: `amount_captured of ${idFromUuid('pay', row.id)} against what the channel approved`,
      stands: row.stands,
      should: row.should,
    })),
  ];
}

/** Proves the account's payments, refunds and reversals, and everything written for them. */
export async function provePayments(
  snapshot: pg.ClientBase,
  { account, environment }: ProvedAccount,
): Promise<Difference[]> {
  return [
    ...(await proveSums(snapshot, account)),
    ...(await proveRecords(snapshot, account)),
    ...(await proveStanding(snapshot, account)),
    ...(await proveClock(snapshot, account, environment)),
  ];
}
