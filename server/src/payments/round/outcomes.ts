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
import { type Refusal, refusal, type Terms } from '../rules/step.ts';
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

/** The channel's last word: the outcome, and what it makes of the payment or of its refund. */
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
    // Another process settled it first, or there is nothing new to tell.
    const stands = { ...standing(payment), toldAs: { id, object: payment.id } };
    return tellsMore(payment, attempt, answer) ? { ...stands, contradicted: true } : stands;
  }
  // An owner that comes late says nothing: another process may have shut the attempt out outside.
  if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
  round.write(outcomeWriter, outcome);
  const done = writeStep(command, id, payment, step, round, takenBack(command, step.next, found, terms));
  return wasHandedBack(payment, attempt) ? { ...done, toldAs: { id, object: payment.id } } : done;
}

/** Whether an event of the attempt has handed the payment back before. */
function wasHandedBack({ expiresAt }: Payment, { kind }: Attempt): boolean {
  return kind === 'authorize' && expiresAt !== null;
}

/** What an attempt is told as whose owner hands it back open, where the payment does not change by that. */
const HANDED_BACK = {
  authorize: 'payment.canceling',
  capture: 'payment.capture_pending',
  void: 'payment.canceling',
  refund: 'refund.created',
} as const satisfies Partial<Record<Attempt['kind'], EventType>>;

/** The channel needs the payer, or time. The owner hands the attempt back, runIdempotently, and an event keeps what it was told. */
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
    // Money that came while the payment is being closed is an event of its own: the attempt's first is what its owner hears.
    const closing = payment.status === 'canceling' && !owned && command.receipt !== undefined;
    const done = writeStep(command, closing ? command.receipt : id, payment, step, round);
    return wasHandedBack(payment, attempt) ? { ...done, toldAs: { id, object: payment.id } } : done;
  }
  const untold = payment.openAttempt === attempt.id && !wasHandedBack(payment, attempt);
  if (untold && owned)
    return finish(command, round, { id, payment, legs: [], event: HANDED_BACK[attempt.kind] });
  return { ...standing(payment), toldAs: { id, object: payment.id } };
}

/** Whether the answer tells of money that came, or was taken back, of which the payment knows nothing. */
function tellsMore(payment: Payment, { kind }: Attempt, answer: Final): boolean {
  const late = kind === 'authorize' && totalTold(payment, answer) > payment.amountReceived;
  return late || takenBackTold(payment, kind, answer) > payment.amountReversed;
}

/**
 * Money that came, or was taken back, beside the outcome that stands, on the word of the channel that was asked. Both in one
 * round: nothing is sent back that has been taken back already.
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
  // What a capture that was declined once is said to have taken is none of this payment's money.
  const known = attempt.kind === 'authorize' || found.outcomes.get(attempt.id) === 'approved';
  const after = step.kind === 'refusal' ? payment : step.next;
  const back = known ? takenBack(command, after, found, terms) : null;
  if (step.kind === 'step') return writeStep(command, command.receipt, payment, step, round, back);
  if (back === null) return standing(payment);
  change(round, payment, back.payment);
  return writeReversal(command, back, round);
}

/** What the answer says was taken back of the payment's money, and the payment knows nothing of. */
function takenBack(
  { account, attempt, answer, reversal }: FinalizeCommand | ReceiveCommand,
  payment: Payment,
  found: PaymentsFound,
  terms: Terms,
): ReversalStep | null {
  if (reversal === undefined) return null;
  const step = takeBack(payment, reversal, takenBackTold(payment, attempt.kind, answer), terms);
  if (step.kind === 'refusal') return null;
  // What was taken back is not there for a refund in the same round.
  const { amountFromAvailable } = step.reversal;
  found.balances.take(account, 'merchant_available', payment.currency, amountFromAvailable);
  return step;
}

function tooLate(tellBefore: number | null, round: Round): boolean {
  return tellBefore !== null && round.now >= tellBefore;
}

const TOO_LATE: Refusal = refusal(
  'outcome_unknown',
  'The answer of the channel came too late; another process settles the payment.',
  {},
);
