import type { Round } from '../../database/index.ts';
import { type EventType, record } from '../../events/index.ts';
import { keyWriter } from '../../http/index.ts';
import { type AttemptId, type CommandId, type Id, sameId } from '../../kernel/ids.ts';
import { type Leg, post, postings } from '../../ledger/index.ts';
import type { Attempt } from '../rules/attempt.ts';
import { duesOf, sameDue } from '../rules/due.ts';
import { type Payment, paymentView } from '../rules/payment.ts';
import { type Refund, refundView } from '../rules/refund.ts';
import { type ReversalStep, reversalView } from '../rules/reversal.ts';
import type { Step, Terms } from '../rules/step.ts';
import { attemptWriter } from '../store/attempts.ts';
import { doneDueWriter, newDueWriter } from '../store/due.ts';
import { writeChange } from '../store/payments.ts';
import { reversalWriter } from '../store/reversals.ts';
import type { PaymentAnswer, PaymentCommand } from './commands.ts';

/** The account's terms, at its business time in this round. */
export function termsOf(command: PaymentCommand, round: Round): Terms {
  const { feeBasisPoints, feeFixed } = command.terms;
  return { feeBasisPoints, feeFixed, now: command.at + round.heads.of(command.account).clockOffset };
}

/** Nothing has changed: the answer is the payment or refund as it stands. */
export function standing(payment: Payment, refund?: Refund): Done {
  const view = refund === undefined ? paymentView(payment) : refundView(refund);
  return { kind: 'done', payment, snapshot: JSON.stringify(view) };
}

/** Writes the change of an existing payment, and what falls due for it. */
export function change(round: Round, before: Payment, after: Payment): void {
  writeChange(round, before, after);
  moveDue(before, after, round);
}

/**
 * Writes a step that opens no attempt. Received money is posted first, under an id of its own; a reversal is
 * written last.
 */
export function writeStep(
  command: PaymentCommand & { readonly receipt?: CommandId },
  id: CommandId,
  before: Payment,
  { next, came, legs, event }: Step,
  round: Round,
  back: ReversalStep | null = null,
): Done {
  change(round, before, back === null ? next : { ...back.payment, version: next.version });
  if (came > 0n) {
    if (command.receipt === undefined) throw new Error('what came in has no id to be booked under');
    postLegs(command, round, command.receipt, next, postings.unapplied({ amount: came }));
  }
  const done = finish(command, round, { id, payment: next, legs, event });
  if (back !== null) writeReversal(command, back, round);
  return done;
}

/** Writes a reversal. The caller writes the change of its payment. */
export function writeReversal(
  command: PaymentCommand,
  { reversal, payment, legs }: ReversalStep,
  round: Round,
): Done {
  round.write(reversalWriter, reversal);
  return finish(command, round, {
    id: sameId('cmd', reversal.id),
    payment,
    about: { id: reversal.id, view: reversalView(reversal) },
    legs,
    event: 'reversal.created',
  });
}

/** Makes an attempt durable. The caller then sends it. */
export function begin(
  command: PaymentCommand,
  round: Round,
  payment: Payment,
  opening: { kind: Attempt['kind']; attempt: AttemptId; amount: bigint; refund: Refund | null },
): PaymentAnswer {
  if (payment.channel === null) throw new Error(`${payment.id} has no channel`);
  const { ownership } = command;
  const { refund } = opening;
  const attempt: Attempt = {
    account: payment.account,
    id: opening.attempt,
    payment: payment.id,
    refund: refund === null ? null : refund.id,
    kind: opening.kind,
    channel: payment.channel,
    amount: opening.amount,
    currency: payment.currency,
    target: opening.kind === 'authorize' ? null : payment.chargeAttempt,
    owner: ownership.process,
    sendBefore: round.now + ownership.sendWithinMs,
    recoverAfter: round.now + ownership.recoverAfterMs,
    actor: command.actor,
  };
  round.write(attemptWriter, attempt);
  writeKey(
    command,
    round,
    sameId('cmd', attempt.id),
    refund === null ? payment.id : refund.id,
    attempt.recoverAfter,
  );
  return { kind: 'begun', payment, refund, attempt, sendBefore: round.sentAt + ownership.sendWithinMs };
}

/** A command that is done, or whose payment waits for the payer or the channel. */
export type Done = Extract<PaymentAnswer, { kind: 'done' }>;

interface Finished {
  readonly id: CommandId;
  readonly payment: Payment;
  /** The subject of the answer and the event, if it is not the payment. */
  readonly about?: { readonly id: Id<'ref' | 'rev'>; readonly view: object };
  readonly legs: readonly Leg[];
  readonly event: EventType | null;
}

/** Writes the postings of a command that is done or waits, its event, and its idempotency key. */
export function finish(
  command: PaymentCommand,
  round: Round,
  { id, payment, about, legs, event }: Finished,
): Done {
  postLegs(command, round, id, payment, legs);
  const object: Id<'pay' | 'ref' | 'rev'> = about === undefined ? payment.id : about.id;
  const snapshot = JSON.stringify(about === undefined ? paymentView(payment) : about.view);
  if (event !== null) {
    const at = termsOf(command, round).now;
    const { actor } = command;
    record(round, {
      account: payment.account,
      type: event,
      object,
      command: id,
      actor,
      payload: snapshot,
      at,
    });
  }
  if (command.key !== null) writeKey(command, round, id, object, round.now);
  return { kind: 'done', payment, snapshot };
}

export function postLegs(
  command: PaymentCommand,
  round: Round,
  source: CommandId,
  payment: Payment,
  legs: readonly Leg[],
): void {
  const { account, id, currency } = payment;
  post(round, { account, source, payment: id, currency, at: termsOf(command, round).now }, legs);
}

/** Writes and deletes due rows to match the payment. */
export function moveDue(before: Payment | null, after: Payment, round: Round): void {
  const was = before === null ? [] : duesOf(before);
  const is = duesOf(after);
  for (const due of was) if (!is.some((each) => sameDue(each, due))) round.write(doneDueWriter, due);
  for (const due of is) if (!was.some((each) => sameDue(each, due))) round.write(newDueWriter, due);
}

function writeKey(
  command: PaymentCommand,
  round: Round,
  id: CommandId,
  object: Id<'pay' | 'ref' | 'rev'>,
  recoverAfter: number,
): void {
  if (command.key === null) return;
  const { account, key, at } = command;
  round.write(keyWriter, { account, key, command: id, object, recoverAfter, at });
}
