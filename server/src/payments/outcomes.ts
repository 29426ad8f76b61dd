import type { Final } from '../channels/index.ts';
import type { Round } from '../database/index.ts';
import { sameId } from '../kernel/ids.ts';
import { type Attempt, outcomeWriter } from './attempt.ts';
import type { PaymentAnswer, PaymentsFound, ReceiveCommand, SettleCommand } from './commands.ts';
import { transition } from './machine.ts';
import type { Payment } from './payment.ts';
import { totalTold } from './receipts.ts';
import { refundView, settleRefund } from './refund.ts';
import { refundWriter } from './refund-store.ts';
import { settleReturn } from './return.ts';
import { type ReversalStep, takeBack, takenBackTold } from './reversal.ts';
import { type Refusal, refusal, type Terms } from './step.ts';
import { change, finish, standing, termsOf, writeReversal, writeStep } from './writing.ts';

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
    if (step.kind === 'refusal')
      return { ...standing(payment, refund), settledAs: { id, object: refund.id } };
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
    const step = settleReturn(payment, attempt.amount, answer, terms);
    round.write(outcomeWriter, outcome);
    return writeStep(command, id, payment, step, round);
  }
  const step = transition(payment, { kind: 'settle', attempt: attempt.id, of: attempt.kind, answer }, terms);
  if (step.kind === 'refusal') {
    // Another process settled it first, or there is nothing new to tell.
    const stands = { ...standing(payment), settledAs: { id, object: payment.id } };
    return tellsMore(payment, attempt, answer) ? { ...stands, contradicted: true } : stands;
  }
  // An owner that comes late says nothing: another process may have shut the attempt out outside.
  if (tooLate(command.tellBefore, round)) return { kind: 'refused', refusal: TOO_LATE, payment };
  round.write(outcomeWriter, outcome);
  return writeStep(command, id, payment, step, round, takenBack(command, step.next, found, terms));
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
  { account, attempt, answer, reversal }: SettleCommand | ReceiveCommand,
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

export function tooLate(tellBefore: number | null, round: Round): boolean {
  return tellBefore !== null && round.now >= tellBefore;
}

export const TOO_LATE: Refusal = refusal(
  'outcome_unknown',
  'The answer of the channel came too late; another process settles the payment.',
  {},
);
