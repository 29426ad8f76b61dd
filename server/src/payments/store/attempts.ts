import {
  id,
  int8,
  questionOf,
  type Row,
  reader,
  type Statement,
  text,
  timestamp,
  writer,
} from '../../database/index.ts';
import { type AccountId, type AttemptId, idFromUuid } from '../../kernel/ids.ts';
import type { Attempt, Outcome } from '../rules/attempt.ts';

export const attemptWriter = writer<Attempt>(
  'new_attempts',
  {
    account_id: id((attempt) => attempt.account),
    id: id((attempt) => attempt.id),
    payment_id: id((attempt) => attempt.payment),
    refund_id: id((attempt) => attempt.refund),
    kind: text((attempt) => attempt.kind),
    channel: text((attempt) => attempt.channel),
    amount: int8((attempt) => attempt.amount),
    currency: text((attempt) => attempt.currency),
    target_id: id((attempt) => attempt.target),
    owner: id((attempt) => attempt.owner),
    send_before: timestamp((attempt) => attempt.sendBefore),
    recover_after: timestamp((attempt) => attempt.recoverAfter),
    actor: text((attempt) => attempt.actor),
  },
  (rows) => `
    insert into attempt (account_id, id, payment_id, refund_id, kind, channel, amount, currency, target_id, owner,
                         send_before, recover_after, actor)
    select * from ${rows}`,
);

/** An attempt from its row. */
export function attemptOf(row: Row): Attempt {
  return {
    account: idFromUuid('acct', row.account_id),
    id: idFromUuid('att', row.id),
    payment: idFromUuid('pay', row.payment_id),
    refund: row.refund_id === null ? null : idFromUuid('ref', row.refund_id),
    kind: row.kind,
    channel: row.channel,
    amount: row.amount,
    currency: row.currency,
    target: row.target_id === null ? null : idFromUuid('att', row.target_id),
    owner: idFromUuid('proc', row.owner),
    sendBefore: row.send_before,
    recoverAfter: row.recover_after,
    actor: row.actor,
  };
}

interface AttemptRef {
  readonly account: AccountId;
  readonly id: AttemptId;
}

const outcomesOf = reader<AttemptRef>(
  'outcomes of attempts',
  { account: id((ref) => ref.account), id: id((ref) => ref.id) },
  (rows) =>
    `select o.attempt_id, o.result from ${rows} join outcome o on o.account_id = c.account and o.attempt_id = c.id`,
);

/** The outcomes of those of these attempts that have one. */
export function readOutcomes(refs: readonly AttemptRef[]): Statement | null {
  return questionOf(outcomesOf, refs);
}

/** An attempt has one outcome. A second one is a bug, and makes the round fail. */
export const outcomeWriter = writer<Outcome>(
  'new_outcomes',
  {
    account_id: id((outcome) => outcome.account),
    attempt_id: id((outcome) => outcome.attempt),
    result: text((outcome) => outcome.answer.kind),
    decline_code: text((outcome) => (outcome.answer.kind === 'declined' ? outcome.answer.decline : null)),
    amount: int8((outcome) => (outcome.answer.kind === 'approved' ? outcome.answer.amount : 0n)),
    at: timestamp((outcome) => outcome.at),
  },
  (rows) =>
    `insert into outcome (account_id, attempt_id, result, decline_code, amount, at) select * from ${rows}`,
);
