import type { DatabaseLedger, EventRow, PaymentRow } from './database.ts';
import { type Difference, groupBy } from './difference.ts';
import { hasEnded } from './journal.ts';

/** What must hold within the database. Balances and sums are proved by `florin verify`, in its own way. */
export function compareRows({ payments, attempts, events, heads }: DatabaseLedger): Difference[] {
  const eventsOf = groupBy(events, ({ object }) => object);
  const approvedOf = groupBy(
    attempts.filter(({ kind, result }) => kind === 'authorize' && result === 'approved'),
    ({ payment }) => payment,
  );
  return [
    ...paidTwice(payments),
    ...payments.flatMap((payment) => [
      ...overRefunded(payment),
      ...unapproved(payment, approvedOf.get(payment.id)?.length ?? 0),
      ...untold(payment, eventsOf.get(payment.id) ?? []),
    ]),
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

function overRefunded({ id, captured, refunded, refundReserved }: PaymentRow): Difference[] {
  if (refunded + refundReserved <= captured) return [];
  return [
    {
      rule: 'refunds are within what was captured',
      detail: `${id}: captured ${captured}, refunded ${refunded}, reserved ${refundReserved}`,
    },
  ];
}

/** A payment has money because one attempt of it was approved. */
function unapproved({ id, status, captured }: PaymentRow, approvals: number): Difference[] {
  const wanted = captured > 0n || status === 'authorized' || status === 'succeeded' ? 1 : 0;
  if (approvals === wanted || (status === 'canceled' && approvals === 1)) return [];
  return [
    {
      rule: 'a payment has the money of one attempt',
      detail: `${id} is ${status} with ${captured} captured: ${approvals} attempts approved, ${wanted} expected`,
    },
  ];
}

/** The end of a payment is told once, as what it is; one without an end has none told. */
function untold({ id, status }: PaymentRow, events: readonly EventRow[]): Difference[] {
  const ends = events.map(({ type }) => type).filter((type) => hasEnded(type.replace('payment.', '')));
  const wanted = hasEnded(status) ? [`payment.${status}`] : [];
  if (ends.join() === wanted.join()) return [];
  return [
    {
      rule: 'the end of a payment is told once',
      detail: `${id} is ${status}: the events tell ${ends.join(', ') || 'none'}, ${wanted.join() || 'none'} expected`,
    },
  ];
}

function gaps(events: readonly EventRow[], heads: ReadonlyMap<string, bigint>): Difference[] {
  const byAccount = groupBy(events, ({ account }) => account);
  return [...heads].flatMap(([account, head]) => {
    const seqs = (byAccount.get(account) ?? []).map(({ seq }) => seq);
    const broken = seqs.findIndex((seq, index) => seq !== BigInt(index + 1));
    const found: Difference[] = [];
    const rule = 'the events of an account have no gap';
    if (broken >= 0)
      found.push({ rule, detail: `${account}: ${seqs[broken]} where ${broken + 1} is expected` });
    if (head !== BigInt(seqs.length))
      found.push({ rule, detail: `${account}: ${seqs.length} events, its head says ${head}` });
    return found;
  });
}
