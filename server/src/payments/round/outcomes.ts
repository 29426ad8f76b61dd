import type { Final } from '../../channels/index.ts';
import type { Round } from '../../database/index.ts';
import type { EventType } from '../../events/index.ts';
import { sameId } from '../../kernel/ids.ts';
import type { Attempt } from '../rules/attempt.ts';
import { transition } from '../rules/machine.ts';
import type { Payment } from '../rules/payment.ts';
import { totalTold } from '../rules/receipts.ts';
import { finalizeRefund, refundView } from '../rules/refund.ts';
import { finalizeReturn } from '../rules/return.ts';
import { type ReversalStep, takeBack, takenBackTold } from '../rules/reversal.ts';
import { type Refusal, refusal } from '../rules/step.ts';
import { outcomeWriter } from '../store/attempts.ts';
import { refundWriter } from '../store/refunds.ts';
import type {
  FinalizeCommand,
  PaymentAnswer,
  PaymentsFound,
  ReceiveCommand,
  RestCommand,
} from './commands.ts';
import { change, finish, standing, termsOf, writeReversal, writeStep } from './write-step.ts';

/** Writes the final outcome of an attempt, and what it changes in the payment or the refund. */
export function finalize(
  command: FinalizeCommand,
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
    const step = finalizeRefund(payment, refund, answer, terms);
    if (step.kind === 'refusal') return { ...standing(payment, refund), toldAs: { id, object: refund.id } };
    if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
    change(round, payment, step.payment);
    round.write(refundWriter, step.refund);
    round.write(outcomeWriter, outcome);
    const { legs, event } = step;
    const about = { id: step.refund.id, view: refundView(step.refund) };
    return finish(command, round, { id, payment: step.payment, about, legs, event });
  }
  if (attempt.kind === 'return') {
    if (found.outcomes.has(attempt.id)) return standing(payment);
    if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
    const step = finalizeReturn(payment, attempt.amount, answer, terms);
    round.write(outcomeWriter, outcome);
    return writeStep(command, id, payment, step, round);
  }
  const step = transition(
    payment,
    { kind: 'finalize', attempt: attempt.id, of: attempt.kind, answer },
    terms,
  );
  if (step.kind === 'refusal') {
    // Another process wrote the outcome first, or the answer says nothing new.
    const stands = { ...standing(payment), toldAs: { id, object: payment.id } };
    return tellsMore(payment, attempt, answer) ? { ...stands, contradicted: true } : stands;
  }
  // An owner that is too late writes nothing: another process may have reversed the attempt at the channel.
  if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
  round.write(outcomeWriter, outcome);
  const done = writeStep(command, id, payment, step, round, takenBack(command, step.next, found, round));
  return wasHandedBack(payment, attempt) ? { ...done, toldAs: { id, object: payment.id } } : done;
}

/**
 * Whether the payment was handed back before, with its attempt still open: then there is an event of this attempt.
 */
function wasHandedBack({ expiresAt }: Payment, { kind }: Attempt): boolean {
  return kind === 'authorize' && expiresAt !== null;
}

/** The event to record when the owner hands an attempt back open and the payment itself does not change. */
const HANDED_BACK = {
  authorize: 'payment.canceling',
  capture: 'payment.capture_pending',
  void: 'payment.canceling',
  refund: 'refund.created',
} as const satisfies Partial<Record<Attempt['kind'], EventType>>;

/**
 * Writes an answer that leaves the attempt open: the payer has to act, or the channel needs time. The owner hands
 * the attempt back once, and an event keeps the answer that was given.
 */
export function rest(
  command: RestCommand,
  payment: Payment,
  found: PaymentsFound,
  round: Round,
): PaymentAnswer {
  const { attempt, answer, tellBefore } = command;
  if (tooLate(tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
  const id = sameId('cmd', attempt.id);
  const owned = tellBefore !== null;
  if (attempt.kind === 'return') return standing(payment);
  if (attempt.kind === 'refund') {
    const refund = attempt.refund === null ? undefined : found.refunds.get(attempt.refund);
    if (refund === undefined) return { kind: 'missing' };
    if (refund.status !== 'pending' || !owned)
      return { ...standing(payment, refund), toldAs: { id, object: refund.id } };
    const about = { id: refund.id, view: refundView(refund) };
    return finish(command, round, { id, payment, about, legs: [], event: HANDED_BACK.refund });
  }
  const step = transition(payment, { kind: 'rest', attempt: attempt.id, answer }, termsOf(command, round));
  if (step.kind === 'step') {
    // Money that comes in while the payment is being canceled is recorded under an id of its own, because the
    // attempt's first event is the answer to its owner.
    const closing = payment.status === 'canceling' && !owned && command.receipt !== undefined;
    const done = writeStep(command, closing ? command.receipt : id, payment, step, round);
    return wasHandedBack(payment, attempt) ? { ...done, toldAs: { id, object: payment.id } } : done;
  }
  const untold = payment.openAttempt === attempt.id && !wasHandedBack(payment, attempt);
  if (untold && owned)
    return finish(command, round, { id, payment, legs: [], event: HANDED_BACK[attempt.kind] });
  return { ...standing(payment), toldAs: { id, object: payment.id } };
}

/** Whether the answer reports money received or taken back that the payment does not know of. */
function tellsMore(payment: Payment, { kind }: Attempt, answer: Final): boolean {
  const late = kind === 'authorize' && totalTold(payment, answer) > payment.amountReceived;
  return late || takenBackTold(payment, kind, answer) > payment.amountReversed;
}

/**
 * Books late money and reversals that came after the final outcome, as the channel confirmed them. Both are written
 * in one round, so that money already taken back is not returned as well.
 */
export function receive(
  command: ReceiveCommand,
  payment: Payment,
  found: PaymentsFound,
  round: Round,
): PaymentAnswer {
  const { attempt, answer } = command;
  const terms = termsOf(command, round);
  const total = attempt.kind === 'authorize' ? totalTold(payment, answer) : 0n;
  const step = transition(payment, { kind: 'receive', attempt: attempt.id, total }, terms);
  // If a capture was finalized as declined, money that it is now said to have taken does not belong to this
  // payment.
  const known = attempt.kind === 'authorize' || found.outcomes.get(attempt.id) === 'approved';
  const after = step.kind === 'refusal' ? payment : step.next;
  const back = known ? takenBack(command, after, found, round) : null;
  if (step.kind === 'step') return writeStep(command, command.receipt, payment, step, round, back);
  if (back === null) return standing(payment);
  change(round, payment, back.payment);
  return writeReversal(command, back, round);
}

/**
 * The reversal of what the answer says was taken back and the payment does not know of yet; null if there is none.
 */
function takenBack(
  command: FinalizeCommand | ReceiveCommand,
  payment: Payment,
  found: PaymentsFound,
  round: Round,
): ReversalStep | null {
  const { account, attempt, answer } = command;
  const total = takenBackTold(payment, attempt.kind, answer);
  if (total <= payment.amountReversed) return null;
  const id = round.heads.give('rev', account, round.now);
  const step = takeBack(payment, id, total, termsOf(command, round));
  if (step.kind === 'refusal') return null;
  // Money taken back is not available to a refund in the same round.
  const { amountFromAvailable } = step.reversal;
  found.balances.take(account, 'merchant_available', payment.currency, amountFromAvailable);
  return step;
}

function tooLate(tellBefore: number | null, round: Round): boolean {
  return tellBefore !== null && round.now >= tellBefore;
}

const TOO_LATE: Refusal = refusal(
  'outcome_unknown',
  'The answer of the channel came too late; another process finalizes the payment.',
  {},
);
