import type { Final } from '../channels/index.ts';
import type { Round } from '../database/index.ts';
import { type EventType, record } from '../events/index.ts';
import { keyWriter } from '../http/index.ts';
import { type AttemptId, type CommandId, type Id, sameId, uuidOf } from '../kernel/ids.ts';
import { type Leg, post, postings } from '../ledger/index.ts';
import { type Attempt, attemptWriter, outcomeWriter } from './attempt.ts';
import {
  type CreateCommand,
  type MoveCommand,
  orderSubject,
  type PaymentAnswer,
  type PaymentCommand,
  type PaymentsFound,
  type ReceiveCommand,
  type RefundCommand,
  type SettleCommand,
  type TakeBackCommand,
} from './commands.ts';
import { doneDueWriter, duesOf, newDueWriter, sameDue } from './due.ts';
import { REST_MS, transition } from './machine.ts';
import { type Payment, paymentView } from './payment.ts';
import { totalTold } from './receipts.ts';
import { type Refund, refundView, requestRefund, settleRefund } from './refund.ts';
import { newRefundWriter, refundWriter } from './refund-store.ts';
import { settleReturn } from './return.ts';
import { reversalView, takeBack as reverse, takenBackTold } from './reversal.ts';
import { reversalWriter } from './reversal-store.ts';
import { type Refusal, refusal, type Step, type Terms } from './step.ts';
import { newPaymentWriter, writeChange } from './store.ts';

/** Makes a payment, and with a method tries it at once. */
export function create(command: CreateCommand, found: PaymentsFound, round: Round): PaymentAnswer {
  const { account, draft, confirm } = command;
  const holder = found.holders.get(orderSubject(account, draft.orderId));
  if (holder !== undefined) return { kind: 'refused', refusal: orderTaken(holder), payment: holder };
  const terms = termsOf(command, round);
  const payment: Payment = {
    ...draft,
    account,
    version: 1,
    status: 'created',
    channel: confirm?.channel ?? null,
    method: null,
    nextAction: null,
    declineCode: null,
    cancelReason: null,
    openAttempt: null,
    chargeAttempt: null,
    amountAuthorized: 0n,
    amountReceived: 0n,
    amountCaptured: 0n,
    amountRefundReserved: 0n,
    amountRefunded: 0n,
    amountFee: 0n,
    amountPendingLeft: 0n,
    amountUnapplied: 0n,
    amountReturned: 0n,
    amountReversed: 0n,
    returnAt: null,
    releaseAt: null,
    expiresAt: confirm === null ? terms.now + REST_MS : null,
    createdAt: terms.now,
  };
  if (confirm === null) {
    round.write(newPaymentWriter, payment);
    return finish(command, round, {
      id: sameId('cmd', payment.id),
      before: null,
      payment,
      legs: [],
      event: 'payment.created',
    });
  }
  const step = transition(payment, { kind: 'confirm', ...confirm }, terms);
  if (step.kind === 'refusal') return { kind: 'refused', refusal: step, payment };
  if (step.opens === null) throw new Error('a confirmed payment opens an attempt');
  round.write(newPaymentWriter, step.next);
  return begin(command, round, step.next, { ...step.opens, refund: null });
}

/** What a merchant or a clock makes of a payment, or a channel that needs the payer or time. */
export function move(command: MoveCommand, payment: Payment, round: Round): PaymentAnswer {
  const rests = command.move.kind === 'rest';
  if (rests && tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
  const step = transition(payment, command.move, termsOf(command, round));
  if (step.kind === 'refusal') return rests ? standing(payment) : { kind: 'refused', refusal: step, payment };
  writeChange(round, payment, step.next);
  if (step.opens !== null) {
    postLegs(command, round, sameId('cmd', step.opens.attempt), step.next, step.legs);
    moveDue(payment, step.next, round);
    return begin(command, round, step.next, { ...step.opens, refund: null });
  }
  return taken(command, command.command, payment, step, round);
}

/** The channel's last word: the outcome, and what it makes of the payment or of its refund. */
export function settle(
  command: SettleCommand,
  payment: Payment,
  found: PaymentsFound,
  round: Round,
): PaymentAnswer {
  const { attempt, answer } = command;
  const terms = termsOf(command, round);
  const id = sameId('cmd', attempt.id);
  const outcome = { account: command.account, attempt: attempt.id, answer, at: terms.now };
  if (attempt.kind === 'refund') {
    const refund = attempt.refund === null ? undefined : found.refunds.get(attempt.refund);
    if (refund === undefined) return { kind: 'missing' };
    const step = settleRefund(payment, refund, answer, terms);
    if (step.kind === 'refusal') return standing(payment, refund);
    if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
    writeChange(round, payment, step.payment);
    round.write(refundWriter, step.refund);
    round.write(outcomeWriter, outcome);
    const { legs, event } = step;
    const about = { id: step.refund.id, view: refundView(step.refund) };
    return finish(command, round, { id, before: payment, payment: step.payment, about, legs, event });
  }
  if (attempt.kind === 'return') {
    if (found.settled.has(uuidOf(attempt.id))) return standing(payment);
    if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
    const step = settleReturn(payment, attempt.amount, answer, terms);
    writeChange(round, payment, step.next);
    round.write(outcomeWriter, outcome);
    return taken(command, id, payment, step, round);
  }
  const step = transition(payment, { kind: 'settle', attempt: attempt.id, of: attempt.kind, answer }, terms);
  if (step.kind === 'refusal') {
    return tellsMore(payment, attempt, answer)
      ? { ...standing(payment), contradicted: true }
      : standing(payment);
  }
  // An owner that comes late says nothing: another process may have shut the attempt out outside.
  if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
  writeChange(round, payment, step.next);
  round.write(outcomeWriter, outcome);
  const written = taken(command, id, payment, step, round);
  return tellsMore(step.next, attempt, answer) ? { ...written, contradicted: true } : written;
}

/** Whether the answer tells of money that came, or was taken back, of which the payment knows nothing. */
function tellsMore(payment: Payment, { kind }: Attempt, answer: Final): boolean {
  const late = kind === 'authorize' && totalTold(payment, answer) > payment.amountReceived;
  return late || takenBackTold(payment, kind, answer) > payment.amountReversed;
}

/** Money that came although the outcome that stands says otherwise, on the word of the channel that was asked. */
export function receive(command: ReceiveCommand, payment: Payment, round: Round): PaymentAnswer {
  const { attempt, answer } = command;
  const total = totalTold(payment, answer);
  const step = transition(payment, { kind: 'receive', attempt, total }, termsOf(command, round));
  if (step.kind === 'refusal') return standing(payment);
  writeChange(round, payment, step.next);
  return taken(command, command.receipt, payment, step, round);
}

/** Money that was taken back, on the word of the channel that was asked. */
export function takeBack(
  command: TakeBackCommand,
  payment: Payment,
  found: PaymentsFound,
  round: Round,
): PaymentAnswer {
  const step = reverse(payment, command.reversal, command.total, termsOf(command, round));
  if (step.kind === 'refusal') return standing(payment);
  const { reversal, legs } = step;
  // What was taken back is not there for a refund in the same round.
  found.balances.take(command.account, 'merchant_available', payment.currency, reversal.amountFromAvailable);
  writeChange(round, payment, step.payment);
  round.write(reversalWriter, reversal);
  return finish(command, round, {
    id: sameId('cmd', reversal.id),
    before: payment,
    payment: step.payment,
    about: { id: reversal.id, view: reversalView(reversal) },
    legs,
    event: 'reversal.created',
  });
}

/** Writes a step that opens nothing: what came in first, under an id of its own. */
function taken(
  command: Exclude<PaymentCommand, { type: 'create' | 'refund' | 'take_back' }>,
  id: CommandId,
  before: Payment,
  { next, came, legs, event }: Step,
  round: Round,
): Done {
  if (came > 0n) {
    if (command.receipt === undefined) throw new Error('what came in has no id to be booked under');
    postLegs(command, round, command.receipt, next, postings.unapplied({ amount: came }));
  }
  return finish(command, round, { id, before, payment: next, legs, event });
}

/** Another process settled it first, or there is nothing new to tell: what stands is the answer. */
function standing(payment: Payment, refund?: Refund): Done {
  const view = refund === undefined ? paymentView(payment) : refundView(refund);
  return { kind: 'done', payment, snapshot: JSON.stringify(view) };
}

/** Sets a refund's money aside and makes the attempt durable that asks the channel for it. */
export function refund(
  command: RefundCommand,
  payment: Payment,
  found: PaymentsFound,
  round: Round,
): PaymentAnswer {
  const { account } = command;
  const cover = {
    available: found.balances.of(account, 'merchant_available', payment.currency),
    negativeLimit: command.terms.negativeLimit,
  };
  const terms = termsOf(command, round);
  const step = requestRefund(payment, command.draft, cover, terms);
  if (step.kind === 'refusal') return { kind: 'refused', refusal: step, payment };
  // What this refund takes is not there for the next one in the round.
  found.balances.take(account, 'merchant_available', payment.currency, step.refund.amountFromAvailable);
  writeChange(round, payment, step.payment);
  round.write(newRefundWriter, step.refund);
  postLegs(command, round, sameId('cmd', command.attempt), step.payment, step.legs);
  moveDue(payment, step.payment, round);
  return begin(command, round, step.payment, {
    kind: 'refund',
    attempt: command.attempt,
    amount: step.refund.amount,
    refund: step.refund,
  });
}

/** Makes an attempt durable; whoever asked goes on to send it. */
function begin(
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
    settleAfter: round.now + ownership.settleAfterMs,
  };
  round.write(attemptWriter, attempt);
  writeKey(
    command,
    round,
    sameId('cmd', attempt.id),
    refund === null ? payment.id : refund.id,
    attempt.settleAfter,
  );
  return { kind: 'begun', payment, refund, attempt, sendBefore: round.sentAt + ownership.sendWithinMs };
}

type Done = Extract<PaymentAnswer, { kind: 'done' }>;

interface Finished {
  readonly id: CommandId;
  readonly before: Payment | null;
  readonly payment: Payment;
  /** The object that the answer and the event tell of, where that is not the payment. */
  readonly about?: { readonly id: Id<'ref' | 'rev'>; readonly view: object };
  readonly legs: readonly Leg[];
  readonly event: EventType | null;
}

/** Writes what came to an end or to rest: the money, what falls due, the event that tells of it. */
function finish(
  command: PaymentCommand,
  round: Round,
  { id, before, payment, about, legs, event }: Finished,
): Done {
  postLegs(command, round, id, payment, legs);
  moveDue(before, payment, round);
  const object: Id<'pay' | 'ref' | 'rev'> = about === undefined ? payment.id : about.id;
  const snapshot = JSON.stringify(about === undefined ? paymentView(payment) : about.view);
  if (event !== null) {
    const at = termsOf(command, round).now;
    record(round, { account: payment.account, type: event, object, command: id, payload: snapshot, at });
  }
  if (command.key !== null) writeKey(command, round, id, object, round.now);
  return { kind: 'done', payment, snapshot };
}

function postLegs(
  command: PaymentCommand,
  round: Round,
  source: CommandId,
  payment: Payment,
  legs: readonly Leg[],
): void {
  const { account, id, currency } = payment;
  post(round, { account, source, payment: id, currency, at: termsOf(command, round).now }, legs);
}

/** Keeps what falls due in step with the payment. */
function moveDue(before: Payment | null, after: Payment, round: Round): void {
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
  settleAfter: number,
): void {
  if (command.key === null) return;
  const { account, key, at } = command;
  round.write(keyWriter, { account, key, command: id, object, settleAfter, at });
}

/** The account's terms at the round's moment of its business time. */
function termsOf(command: PaymentCommand, round: Round): Terms {
  const { feeBasisPoints, feeFixed } = command.terms;
  return { feeBasisPoints, feeFixed, now: command.at + round.heads.of(command.account).clockOffset };
}

function tooLate(tellBefore: number | null, round: Round): boolean {
  return tellBefore !== null && round.now >= tellBefore;
}

const TOO_LATE: Refusal = refusal(
  'outcome_unknown',
  'The answer of the channel came too late; another process settles the payment.',
  {},
);

function orderTaken(holder: Payment): Refusal {
  return refusal(
    'order_already_paid',
    `The order ${holder.orderId} is held by ${holder.id}, which is ${holder.status}.`,
    {
      field: 'order_id',
      payment: paymentView(holder),
    },
  );
}
