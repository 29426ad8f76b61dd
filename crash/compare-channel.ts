import { type AcquirerRecord, type Entry, takesMoney } from './acquirer.ts';
import type { AttemptRow, DatabaseLedger } from './database.ts';
import { type Difference, groupBy } from './difference.ts';

/** The servers measure the time to send with their own clocks, which may drift from the database's by this much in a second. */
const DRIFT_MS = 50;

/** Everything that was charged is in the database, and everything that the database counts as charged was charged. */
export function compareChannel({ entries, faults }: AcquirerRecord, database: DatabaseLedger): Difference[] {
  const attempts = new Map(database.attempts.map((attempt) => [attempt.reference, attempt]));
  const known = new Map(entries.map((entry) => [entry.reference, entry]));
  return [
    ...faults.map((detail) => ({ rule: 'the channel is asked only for what is possible', detail })),
    ...entries.flatMap((entry) => strange(entry, attempts.get(entry.reference))),
    ...database.attempts.flatMap((attempt) => contradicted(attempt, known.get(attempt.reference))),
    ...unbalanced(entries, database),
    ...chargedTwice(entries, database),
    ...takenBack(entries, database),
  ];
}

/** A reference that the channel has is an attempt in the database, with the same terms, and was sent in time. */
function strange(entry: Entry, attempt: AttemptRow | undefined): Difference[] {
  const name = `${entry.kind} ${entry.reference}`;
  if (attempt === undefined) {
    return [
      {
        rule: 'every request to the channel is in the database',
        detail: `${name} is unknown to the database`,
      },
    ];
  }
  const terms = (each: { account: string; currency: string; kind: string }, amount: bigint): string =>
    `${each.kind} ${each.account} ${amount} ${each.currency}`;
  const differences: Difference[] = [];
  const [asked, meant] = [terms(entry, BigInt(entry.amount)), terms(attempt, attempt.amount)];
  if (asked !== meant) {
    differences.push({
      rule: 'a request to the channel has the terms of its attempt',
      detail: `${name}: the channel was asked ${asked}, the attempt says ${meant}`,
    });
  }
  for (const sentAt of entry.sentAt) {
    if (sentAt <= attempt.sendBefore + DRIFT_MS) continue;
    const [was, until] = [sentAt, attempt.sendBefore].map((at) => new Date(at).toISOString());
    differences.push({
      rule: 'nothing is sent too late',
      detail: `${name}: sent at ${was}, but it had to be sent before ${until}`,
    });
  }
  return differences;
}

/** The outcome of each attempt says what the channel did. */
function contradicted(attempt: AttemptRow, entry: Entry | undefined): Difference[] {
  const did = entry?.state ?? 'nothing';
  const fits = {
    approved: did === 'approved' && BigInt(entry?.amount ?? 0) === attempt.approved,
    declined: did === 'declined',
    reversed: did === 'shut',
    never_sent: did === 'nothing' || did === 'shut',
    none: false,
  };
  if (fits[attempt.result ?? 'none']) return [];
  return [
    {
      rule: 'an outcome says what the channel did',
      detail:
        `${attempt.kind} ${attempt.reference} of ${attempt.payment}: the database has ${attempt.result} ` +
        `${attempt.approved}, the channel ${did} ${entry?.amount ?? 0}`,
    },
  ];
}

/** What the channel took minus what it gave back is what it owes according to the books. */
function unbalanced(entries: readonly Entry[], { receivable }: DatabaseLedger): Difference[] {
  const owed = new Map<string, bigint>();
  for (const entry of entries) {
    if (entry.state !== 'approved') continue;
    const sign = takesMoney(entry) ? 1n : entry.kind === 'refund' ? -1n : 0n;
    const key = `${entry.account} ${entry.currency}`;
    owed.set(key, (owed.get(key) ?? 0n) + sign * BigInt(entry.amount) - BigInt(entry.takenBack));
  }
  return [...new Set([...owed.keys(), ...receivable.keys()])]
    .map((key) => ({ key, theirs: owed.get(key) ?? 0n, ours: receivable.get(key) ?? 0n }))
    .filter(({ theirs, ours }) => theirs !== ours)
    .map(({ key, theirs, ours }) => ({
      rule: 'the channel owes what the books say',
      detail: `${key}: the channel has ${theirs}, channel_receivable is ${ours}`,
    }));
}

/** The payer of an order is charged once, however many payments and attempts it has. */
function chargedTwice(entries: readonly Entry[], { payments, attempts }: DatabaseLedger): Difference[] {
  const orderOf = new Map(payments.map(({ id, account, orderId }) => [id, `${account} ${orderId}`]));
  const paymentOf = new Map(attempts.map(({ reference, payment }) => [reference, payment]));
  const voided = new Set(
    entries.filter(({ kind, state }) => kind === 'void' && state === 'approved').map(({ target }) => target),
  );
  const charges = groupBy(
    entries.filter(
      ({ kind, state, reference }) => kind === 'authorize' && state === 'approved' && !voided.has(reference),
    ),
    ({ reference }) => orderOf.get(paymentOf.get(reference) ?? '') ?? `unknown ${reference}`,
  );
  return [...charges]
    .filter(([, charged]) => charged.length > 1)
    .map(([order, charged]) => ({
      rule: 'an order is charged once',
      detail: `${order}: ${charged.map(({ reference, amount }) => `${reference} ${amount}`).join(', ')}`,
    }));
}

/** What the payer's bank took back is reversed exactly once. */
function takenBack(entries: readonly Entry[], { payments, attempts }: DatabaseLedger): Difference[] {
  const paymentOf = new Map(attempts.map(({ reference, payment }) => [reference, payment]));
  const totals = new Map<string, bigint>();
  for (const { reference, takenBack } of entries) {
    const payment = paymentOf.get(reference) ?? `unknown ${reference}`;
    totals.set(payment, (totals.get(payment) ?? 0n) + BigInt(takenBack));
  }
  return payments
    .map(({ id, reversed }) => ({ id, reversed, total: totals.get(id) ?? 0n }))
    .filter(({ reversed, total }) => reversed !== total)
    .map(({ id, reversed, total }) => ({
      rule: 'what was taken back is reversed exactly once',
      detail: `${id}: the channel took back ${total}, ${reversed} is reversed`,
    }));
}
