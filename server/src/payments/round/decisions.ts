import type { Round } from '../../database/index.ts';
import { sameId } from '../../kernel/ids.ts';
import { REST_MS, transition } from '../rules/machine.ts';
import { type Payment, paymentView } from '../rules/payment.ts';
import { requestRefund } from '../rules/refund.ts';
import { type Refusal, refusal } from '../rules/step.ts';
import { newPaymentWriter } from '../store/payments.ts';
import { newRefundWriter } from '../store/refunds.ts';
import {
  type CreateCommand,
  type MoveCommand,
  orderSubject,
  type PaymentAnswer,
  type PaymentsFound,
  type RefundCommand,
} from './commands.ts';
import { begin, change, finish, moveDue, postLegs, termsOf, writeStep } from './write-step.ts';

/** Creates a payment, and tries it at once if a method is given. */
export function create(command: CreateCommand, found: PaymentsFound, round: Round): PaymentAnswer {
  const { account, draft, confirm } = command;
  const holder = found.holders.get(orderSubject(account, draft.orderId));
  if (holder !== undefined) return { kind: 'refused', refusal: orderTaken(holder), payment: holder };
  const terms = termsOf(command, round);
  const payment: Payment = {
    ...draft,
    id: round.heads.give('pay', account, round.now),
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
    amountReturning: 0n,
    amountReturned: 0n,
    amountReversed: 0n,
    returnAt: null,
    releaseAt: null,
    expiresAt: confirm === null ? terms.now + REST_MS : null,
    createdAt: terms.now,
  };
  if (confirm === null) {
    round.write(newPaymentWriter, payment);
    moveDue(null, payment, round);
    return finish(command, round, {
      id: sameId('cmd', payment.id),
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

/** Decides a move that the merchant or the scheduler asks for. */
export function move(command: MoveCommand, payment: Payment, round: Round): PaymentAnswer {
  const step = transition(payment, command.move, termsOf(command, round));
  if (step.kind === 'refusal') return { kind: 'refused', refusal: step, payment };
  if (step.opens === null) return writeStep(command, command.command, payment, step, round);
  change(round, payment, step.next);
  postLegs(command, round, sameId('cmd', step.opens.attempt), step.next, step.legs);
  return begin(command, round, step.next, { ...step.opens, refund: null });
}

/** Sets a refund's money aside, and opens the attempt that asks the channel for it. */
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
  const step = requestRefund(
    payment,
    { ...command.draft, id: round.heads.give('ref', account, round.now) },
    cover,
    terms,
  );
  if (step.kind === 'refusal') return { kind: 'refused', refusal: step, payment };
  // What this refund takes is not available to the next one in the same round.
  found.balances.take(account, 'merchant_available', payment.currency, step.refund.amountFromAvailable);
  change(round, payment, step.payment);
  round.write(newRefundWriter, step.refund);
  postLegs(command, round, sameId('cmd', command.attempt), step.payment, step.legs);
  return begin(command, round, step.payment, {
    kind: 'refund',
    attempt: command.attempt,
    amount: step.refund.amount,
    refund: step.refund,
  });
}

/** The refusal of a payment whose order is held by another one. It shows that payment. */
export function orderTaken(holder: Payment): Refusal {
  return refusal(
    'order_already_paid',
    `The order ${holder.orderId} is held by ${holder.id}, which is ${holder.status}.`,
    {
      field: 'order_id',
      payment: paymentView(holder),
    },
  );
}
