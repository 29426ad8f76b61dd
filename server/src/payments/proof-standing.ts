import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { type Row, streamRows } from '../database/index.ts';
import { type AccountId, idFromUuid, uuidOf } from '../kernel/ids.ts';
import type { Difference } from '../module.ts';
import { duesOf } from './rules/due.ts';
import { asTold, provableOf, type Tried } from './rules/history.ts';
import { type Payment, type PaymentView, paymentView } from './rules/payment.ts';
import { refundView } from './rules/refund.ts';
import { reversalView } from './rules/reversal.ts';
import { paymentOf } from './store/payments.ts';
import { refundOf } from './store/refunds.ts';
import { reversalOf } from './store/reversals.ts';

const LAST_EVENT = (object: string): string => `
  left join lateral (select e.seq as told_seq, e.payload as told from event e
                     where e.account_id = $1 and e.object_id = ${object} order by e.seq desc limit 1) e on true`;

/**
 * Checks every payment, refund and reversal against append-only records: its attempts and outcomes, its last event;
 * and against what has to fall due for it. Rows are streamed.
 */
export async function proveStanding(snapshot: pg.ClientBase, account: AccountId): Promise<Difference[]> {
  const differences: Difference[] = [];
  const differ: Differ = (what, stands, should) => {
    if (!isDeepStrictEqual(stands, should))
      differences.push({ account, what, stands: shown(stands), should: shown(should) });
  };
  const values = [uuidOf(account)];
  const payments = streamRows(
    snapshot,
    `with tried as (
       select a.payment_id, jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'channel', a.channel,
                'result', o.result, 'decline', o.decline_code, 'amount', coalesce(o.amount, 0)::text) order by a.id) as tried
       from attempt a left join outcome o on o.account_id = a.account_id and o.attempt_id = a.id
       where a.account_id = $1 and a.kind in ('authorize', 'capture', 'void') group by a.payment_id
     ), dues as (
       select d.id, array_agg(d.kind || ' ' || (extract(epoch from d.due_at) * 1000)::float8 order by d.kind) as dues
       from due d where d.account_id = $1 group by d.id)
     select p.*, t.tried, d.dues, e.told_seq, e.told
     from payment p left join tried t on t.payment_id = p.id left join dues d on d.id = p.id ${LAST_EVENT('p.id')}
     where p.account_id = $1`,
    values,
  );
  for await (const row of payments) provePayment(row, differ);
  const refunds = streamRows(
    snapshot,
    `select r.*, e.told_seq, e.told from refund r ${LAST_EVENT('r.id')} where r.account_id = $1`,
    values,
  );
  for await (const row of refunds) {
    const refund = refundOf(row);
    const told = row.told !== null || refund.status !== 'pending';
    if (told) proveTold(refund.id, row, refundView(refund), differ);
  }
  const reversals = streamRows(
    snapshot,
    `select r.*, e.told_seq, e.told from reversal r ${LAST_EVENT('r.id')} where r.account_id = $1`,
    values,
  );
  for await (const row of reversals) {
    const reversal = reversalOf(row);
    proveTold(reversal.id, row, reversalView(reversal), differ);
  }
  return differences;
}

/** Records a difference if the two are not equal. */
type Differ = (what: string, stands: unknown, should: unknown) => void;

function shown(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'bigint'
      ? value.toString()
      : JSON.stringify(value);
}

function provePayment(row: Row, differ: Differ): void {
  const payment = paymentOf(row);
  const { id } = payment;
  const tried: Tried[] = (row.tried ?? []).map((each: Row) => ({
    ...each,
    id: idFromUuid('att', each.id),
    amount: BigInt(each.amount),
  }));
  const open = tried.filter(({ result }) => result === null);
  const count = (kind: Tried['kind'], ...results: Tried['result'][]) =>
    tried.filter((each) => each.kind === kind && (results.length === 0 || results.includes(each.result)))
      .length;
  differ(`open attempts of ${id}`, open.length > 1 ? open.length : 'one at most', 'one at most');
  differ(
    `authorizations of ${id}`,
    count('authorize') > 1 ? count('authorize') : 'one at most',
    'one at most',
  );
  const must = provableOf(payment, tried);
  if (!must.status.includes(payment.status))
    differ(
      `status of ${id}`,
      payment.cancelReason === null ? payment.status : `${payment.status}, ${payment.cancelReason}`,
      `${must.status.join(' or ') || 'another'}, by what became of its attempts`,
    );
  differ(`open_attempt of ${id}, which is ${payment.status}`, payment.openAttempt, must.openAttempt);
  differ(`charge_attempt of ${id}`, payment.chargeAttempt, must.chargeAttempt);
  differ(`channel of ${id}`, payment.channel, must.channel);
  differ(`amount_authorized of ${id}`, payment.amountAuthorized, must.amountAuthorized);
  if (must.declineCode !== undefined) differ(`decline_code of ${id}`, payment.declineCode, must.declineCode);
  const dues = duesOf(payment).map(({ kind, at }) => `${kind} ${at}`);
  differ(`what falls due for ${id}`, row.dues ?? [], dues.sort());
  if (row.told === null) proveUntold(payment, tried, differ);
  else proveTold(id, row, paymentView(payment), differ, open[0]?.kind ?? null);
}

/** A payment may have no event only while its first attempt is under way. */
function proveUntold(payment: Payment, tried: readonly Tried[], differ: Differ): void {
  const begun = tried.length === 1 && tried[0]?.result === null && payment.expiresAt === null;
  differ(`events of ${payment.id}, which is ${payment.status}`, begun ? 'some' : 'none', 'some');
}

/** The last event of an object shows it as it stands. */
function proveTold(
  id: string,
  row: Row,
  view: object,
  differ: Differ,
  openKind: Tried['kind'] | null = null,
): void {
  if (row.told === null) {
    differ(`events of ${id}`, 'none', 'some');
    return;
  }
  let told: Record<string, unknown>;
  try {
    told = JSON.parse(row.told);
  } catch {
    differ(`payload of event ${row.told_seq}`, 'no JSON', id);
    return;
  }
  const is = (
    told.object === 'payment' ? asTold(view as PaymentView, told as PaymentView, openKind) : view
  ) as Record<string, unknown>;
  for (const field of new Set([...Object.keys(is), ...Object.keys(told)]))
    differ(`${field} of ${id} against its event ${row.told_seq}`, is[field] ?? null, told[field] ?? null);
}
