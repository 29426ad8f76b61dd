import type { AttemptRow, DatabaseLedger, EventRow, PaymentRow, RefundRow } from './database.ts';
import { type Difference, groupBy } from './difference.ts';
import { hasEnded } from './journal.ts';

/** The rules within the database. `florin verify` checks balances and sums, in its own way. */
export function compareRows({ payments, refunds, attempts, events, heads }: DatabaseLedger): Difference[] {
  const eventsOf = groupBy(events, ({ object }) => object);
  const refundsOf = groupBy(refunds, ({ payment }) => payment);
  const approvedOf = groupBy(
    attempts.filter(({ result }) => result === 'approved'),
    ({ payment }) => payment,
  );
  return [
    ...paidTwice(payments),
    ...payments.flatMap((payment) => [
      ...misrefunded(payment, refundsOf.get(payment.id) ?? []),
      ...unapproved(payment, approvedOf.get(payment.id) ?? []),
      ...untold(payment, eventsOf.get(payment.id) ?? []),
    ]),
    ...refunds.flatMap((refund) => untold(refund, eventsOf.get(refund.id) ?? [])),
    ...gaps(events, heads),
  ];
}

function paidTwice(payments: readonly PaymentRow[]): Difference[] {
  const paid = payments.filter(({ status }) => status === 'succeeded' || status === 'authorized');
  return [...groupBy(paid, ({ account, orderId }) => `${account} ${orderId}`)]
    .filter(([, those]) => those.length > 1)
    .map(([order, those]) => ({
      rule: 'an order has one payment that succeeded',
      detail: `${order}: ${those.map(({ id, amount }) => `${id} ${amount}`).join(', ')}`,
    }));
}

/** Refunds do not exceed what was captured, and the payment counts each of them. */
function misrefunded(
  { id, captured, refunded, refundReserved }: PaymentRow,
  refunds: readonly RefundRow[],
): Difference[] {
  const sum = (status: string): bigint =>
    refunds.filter((refund) => refund.status === status).reduce((total, { amount }) => total + amount, 0n);
  const [done, pending] = [sum('succeeded'), sum('pending')];
  const found: Difference[] = [];
  if (refunded + refundReserved > captured) {
    found.push({
      rule: 'refunds do not exceed what was captured',
      detail: `${id}: captured ${captured}, refunded ${refunded}, reserved ${refundReserved}`,
    });
  }
  if (refunded !== done || refundReserved !== pending) {
    found.push({
      rule: 'a payment knows its refunds',
      detail: `${id}: refunded ${refunded}, reserved ${refundReserved}; its refunds are ${done} done, ${pending} pending`,
    });
  }
  return found;
}

/** A payment has money because one of its attempts was approved. A closed payment holds no money of the payer. */
function unapproved({ id, status, captured }: PaymentRow, approved: readonly AttemptRow[]): Difference[] {
  const count = (kind: string): number => approved.filter((attempt) => attempt.kind === kind).length;
  const [authorized, voided] = [count('authorize'), count('void')];
  const holds = captured > 0n || status === 'authorized' || status === 'succeeded' ? 1 : 0;
  if (authorized <= 1 && authorized - voided === holds) return [];
  return [
    {
      rule: 'a payment has the money of one attempt',
      detail: `${id} is ${status} with ${captured} captured: ${authorized} approved, ${voided} voided, ${holds} expected`,
    },
  ];
}

/** One event reports the end of a payment or refund, with the right type. Without an end there is no such event. */
function untold({ id, status }: { id: string; status: string }, events: readonly EventRow[]): Difference[] {
  const ends = events.map(({ type }) => type.split('.')[1] ?? '').filter(hasEnded);
  const wanted = hasEnded(status) ? [status] : [];
  if (ends.join() === wanted.join()) return [];
  return [
    {
      rule: 'one event reports the end of a payment',
      detail: `${id} is ${status}: the events report ${ends.join(', ') || 'none'}, expected is ${wanted.join() || 'none'}`,
    },
  ];
}

function gaps(events: readonly EventRow[], heads: ReadonlyMap<string, bigint>): Difference[] {
  const byAccount = groupBy(events, ({ account }) => account);
  return [...heads].flatMap(([account, head]) => {
    const seqs = (byAccount.get(account) ?? []).map(({ seq }) => seq);
    const broken = seqs.findIndex((seq, index) => seq !== BigInt(index + 1));
    const found: Difference[] = [];
    const rule = 'the event numbers of an account have no gap';
    if (broken >= 0)
      found.push({ rule, detail: `${account}: ${seqs[broken]} where ${broken + 1} is expected` });
    if (head !== BigInt(seqs.length))
      found.push({ rule, detail: `${account}: ${seqs.length} events, its head says ${head}` });
    return found;
  });
}
