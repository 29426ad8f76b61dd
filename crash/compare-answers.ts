import { isDeepStrictEqual } from 'node:util';
import type { DatabaseLedger, PaymentRow, RefundRow } from './database.ts';
import { type Difference, groupBy } from './difference.ts';
import { type Answer, type Draft, hasEnded, isOpen, type ShownPayment, type ShownRefund } from './journal.ts';

/** The answers that are possible for the requests of this load. Any other answer, above all a 500, is a difference. */
const EXPECTED = [
  '200',
  '202',
  '402 payment_declined',
  '409 order_already_paid',
  '409 idempotency_in_progress',
  '409 command_in_progress',
  '409 invalid_transition',
  '409 refund_exceeds_captured',
  '409 balance_insufficient',
  '503 overloaded',
  '503 database_unavailable',
  '503 outcome_unknown',
];
/** With these codes the platform says that it has written nothing. */
const NOTHING_WRITTEN = ['overloaded', 'database_unavailable'];
const HOLDS = 'what a client was told is true';

type Pair = [what: string, heard: unknown, stands: unknown];

/** Everything that a client was told must be true. */
export function compareAnswers(answers: readonly Answer[], database: DatabaseLedger): Difference[] {
  const payments = new Map(database.payments.map((payment) => [payment.id, payment]));
  const drafts = groupBy(
    answers.filter(({ draft }) => draft !== null),
    ({ draft }) => (draft as Draft).id,
  );
  const refunds = new Map(database.refunds.map((refund) => [refund.id, refund]));
  const made = groupBy<PaymentRow | RefundRow>(
    [...database.payments, ...database.refunds].filter(({ draft }) => draft !== null),
    ({ draft }) => draft as string,
  );
  return [
    ...answers.flatMap((answer) => unexpected(answer)),
    ...answers.flatMap((answer) => [
      ...(answer.payment === null ? [] : untruePayment(answer, answer.payment, payments)),
      ...(answer.refund === null ? [] : untrueRefund(answer, answer.refund, refunds)),
    ]),
    ...[...drafts].flatMap(([draft, heard]) => [
      ...denied(heard, made.get(draft) ?? []),
      ...turnedAway(heard),
      ...(heard[0]?.draft?.key == null ? [] : inconsistent(heard, made.get(draft) ?? [])),
    ]),
  ];
}

function unexpected(answer: Answer): Difference[] {
  if (answer.status === null) return [];
  const said = answer.code === null ? String(answer.status) : `${answer.status} ${answer.code}`;
  if (EXPECTED.includes(said)) return [];
  return [{ rule: 'every answer is a possible one', detail: `${said} to ${told(answer)}: ${answer.text}` }];
}

/** A payment that was shown agrees with its row, or with what the row said before the payment ended. */
function untruePayment(
  answer: Answer,
  shown: ShownPayment,
  payments: ReadonlyMap<string, PaymentRow>,
): Difference[] {
  const row = payments.get(shown.id);
  if (row === undefined)
    return [{ rule: HOLDS, detail: `${told(answer)} showed ${shown.id}, which does not exist` }];
  const pairs: Pair[] = [
    ['account', answer.account, row.account],
    ['order', shown.order_id, row.orderId],
    ['amount', BigInt(shown.amount), row.amount],
    ['currency', shown.currency, row.currency],
  ];
  if (hasEnded(shown.status)) {
    pairs.push(['status', shown.status, row.status], ['decline', shown.decline_code, row.declineCode]);
    if (shown.status === 'succeeded') pairs.push(['captured', BigInt(shown.amount_captured), row.captured]);
  }
  const { draft } = answer;
  if (draft?.makes === 'payment') {
    pairs.push(['asked order', draft.orderId, row.orderId]);
    if (answer.code !== 'order_already_paid') {
      pairs.push(
        ['asked amount', BigInt(draft.amount), row.amount],
        ['asked currency', draft.currency, row.currency],
        ['draft', draft.id, row.draft],
      );
    }
  } else if (draft !== null) pairs.push(['asked payment', draft.payment, row.id]);
  return differing(answer, shown.id, pairs);
}

function untrueRefund(
  answer: Answer,
  shown: ShownRefund,
  refunds: ReadonlyMap<string, RefundRow>,
): Difference[] {
  const row = refunds.get(shown.id);
  if (row === undefined) {
    return [{ rule: HOLDS, detail: `${told(answer)} showed ${shown.id}, which does not exist` }];
  }
  const pairs: Pair[] = [
    ['account', answer.account, row.account],
    ['payment', shown.payment, row.payment],
    ['amount', BigInt(shown.amount), row.amount],
    ['draft', answer.draft?.id, row.draft],
  ];
  if (hasEnded(shown.status)) pairs.push(['status', shown.status, row.status]);
  return differing(answer, shown.id, pairs);
}

function differing(answer: Answer, id: string, pairs: readonly Pair[]): Difference[] {
  return pairs
    .filter(([, heard, stands]) => heard !== stands)
    .map(([what, heard, stands]) => ({
      rule: HOLDS,
      detail: `${what} of ${id}: ${told(answer)} was told ${heard}, the database has ${stands}`,
    }));
}

/** If every answer said that nothing was written, nothing was written. */
function denied(heard: readonly Answer[], made: readonly { id: string }[]): Difference[] {
  if (made.length === 0 || !heard.every(({ code }) => NOTHING_WRITTEN.includes(code ?? ''))) return [];
  return [
    {
      rule: 'nothing was written if the platform said so',
      detail: `${heard.map(told).join('; ')} was told so, the database has ${made.map(({ id }) => id).join(', ')}`,
    },
  ];
}

/** A request that was sent once is not refused because of the payment that it has made itself. */
function turnedAway(heard: readonly Answer[]): Difference[] {
  return heard
    .filter(
      (answer) =>
        answer.code === 'order_already_paid' &&
        answer.payment?.metadata.draft === answer.draft?.id &&
        (answer.draft?.key !== null ||
          heard.every((other) => other === answer || other.sentAt > answer.receivedAt)),
    )
    .map((answer) => ({
      rule: 'a command is not refused because of itself',
      detail: `${told(answer)} was told that its order is held by ${answer.payment?.id}, which it made itself`,
    }));
}

/** The same key makes one payment. Once it has reported a final result, it reports nothing else. */
function inconsistent(heard: readonly Answer[], made: readonly { id: string }[]): Difference[] {
  const rule = 'the same key gets the same answer';
  const differences: Difference[] = [];
  if (made.length > 1) {
    differences.push({
      rule,
      detail: `${told(heard[0] as Answer)} made ${made.map(({ id }) => id).join(', ')}`,
    });
  }
  const ends = heard.filter((answer) => !isOpen(answer) && answer.status !== 409);
  const [first] = ends;
  if (first === undefined) return differences;
  for (const answer of ends) {
    if (isDeepStrictEqual(contentOf(answer), contentOf(first))) continue;
    differences.push({ rule, detail: `${told(first)} heard ${first.text}, then ${answer.text}` });
  }
  for (const answer of heard) {
    const later = answer.sentAt > first.receivedAt && answer.status !== null && answer.status !== 503;
    if (!later || ends.includes(answer)) continue;
    differences.push({ rule, detail: `${told(first)} heard ${first.text}, then ${answer.text}` });
  }
  return differences;
}

/** The answer without what belongs to the single request. */
function contentOf({ text }: Answer): object {
  const { request_id: _, ...content } = JSON.parse(text);
  return content;
}

function told({ action, draft, path, account }: Answer): string {
  const what =
    draft === null ? path : `draft ${draft.id}${draft.key === null ? '' : ` with key ${draft.key}`}`;
  return `${what} of ${account} (${action})`;
}
