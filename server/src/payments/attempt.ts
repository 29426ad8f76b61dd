import type { Final } from '../channels/index.ts';
import { id, int8, type Row, text, timestamp, type Writer } from '../database/index.ts';
import {
  type AccountId,
  type AttemptId,
  idFromUuid,
  type PaymentId,
  type ProcessId,
  type RefundId,
} from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import type { AttemptKind } from './machine.ts';

/**
 * Something that is to move outside. It is durable before it is sent; what became of it is an outcome. Times are
 * database time in milliseconds.
 */
export interface Attempt {
  readonly account: AccountId;
  readonly id: AttemptId;
  readonly payment: PaymentId;
  readonly refund: RefundId | null;
  readonly kind: AttemptKind;
  readonly channel: string;
  readonly amount: bigint;
  readonly currency: Currency;
  /** The attempt that this one follows up. */
  readonly target: AttemptId | null;
  /** The process that may send it until `sendBefore`; from `settleAfter` on any process may claim it. */
  readonly owner: ProcessId;
  readonly sendBefore: number;
  readonly settleAfter: number;
}

export const attemptWriter: Writer<Attempt> = {
  name: 'attempts',
  text: `insert into attempt (account_id, id, payment_id, refund_id, kind, channel, amount, currency, target_id, owner,
                              send_before, settle_after)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int8[],
                              $8::text[], $9::uuid[], $10::uuid[], $11::timestamptz[], $12::timestamptz[])`,
  columns: [
    id((attempt) => attempt.account),
    id((attempt) => attempt.id),
    id((attempt) => attempt.payment),
    id((attempt) => attempt.refund),
    text((attempt) => attempt.kind),
    text((attempt) => attempt.channel),
    int8((attempt) => attempt.amount),
    text((attempt) => attempt.currency),
    id((attempt) => attempt.target),
    id((attempt) => attempt.owner),
    timestamp((attempt) => attempt.sendBefore),
    timestamp((attempt) => attempt.settleAfter),
  ],
};

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
    settleAfter: row.settle_after,
  };
}

/** What became of an attempt, once and for ever. */
export interface Outcome {
  readonly account: AccountId;
  readonly attempt: AttemptId;
  readonly answer: Final;
  /** Milliseconds of business time. */
  readonly at: number;
}

/** An attempt has one outcome: a second is an error of ours, and refuses the round. */
export const outcomeWriter: Writer<Outcome> = {
  name: 'outcomes',
  text: `insert into outcome (account_id, attempt_id, result, decline_code, amount, at)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int8[], $6::timestamptz[])`,
  columns: [
    id((outcome) => outcome.account),
    id((outcome) => outcome.attempt),
    text((outcome) => outcome.answer.kind),
    text((outcome) => (outcome.answer.kind === 'declined' ? outcome.answer.decline : null)),
    int8((outcome) => (outcome.answer.kind === 'approved' ? outcome.answer.amount : 0n)),
    timestamp((outcome) => outcome.at),
  ],
};
