import type { Round } from '../../database/index.ts';
import type { GrantedPayment } from '../../http/index.ts';
import { type PaymentId, sameId } from '../../kernel/ids.ts';
import { grantedView } from '../rules/granted-payment.ts';
import { REST_MS, transition } from '../rules/machine.ts';
import { type Payment, paymentView } from '../rules/payment.ts';
import { requestRefund } from '../rules/refund.ts';
import { type Refusal, refusal } from '../rules/step.ts';
import { grantedPaymentWriter } from '../store/granted-payments.ts';
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
  const { account, draft, confirm, granted } = command;
  const usedFor = granted === null ? undefined : found.usedGrants.get(granted.grant);
  if (granted !== null && usedFor !== undefined)
    return { kind: 'refused', refusal: grantUsed(granted, usedFor), payment: null };
  const holder = found.holders.get(orderSubject(account, draft.orderId));
  if (holder !== undefined)
    return { kind: 'refused', refusal: orderTaken(holder, granted === null), payment: holder };
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
    writeNew(command, payment, round);
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
  writeNew(command, step.next, round);
  return begin(command, round, step.next, { ...step.opens, refund: null });
}

/**
 * Writes a new payment, and with it that its grant is used. Both are in one statement of one transaction, so there is neither
 * without the other, and if the answer to its COMMIT is lost, the fence says of both whether they are there. No other round can have
 * found the grant unused and use it too: this one has held the lock on the account's head since before it looked. And a second row
 * for the grant would break the table's key, and with it the round. The row stays whatever becomes of the payment, because what a
 * channel did with it may be known late or never.
 */
function writeNew({ account, granted }: CreateCommand, payment: Payment, round: Round): void {
  round.write(newPaymentWriter, payment);
  if (granted !== null)
    round.write(grantedPaymentWriter, { account, grant: granted.grant, payment: payment.id });
}

function grantUsed(granted: GrantedPayment, payment: PaymentId): Refusal {
  return refusal('payment_grant_used', `It was used for ${payment}.`, {
    granted: grantedView(granted),
    payment_id: payment,
  });
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

/**
 * The refusal of a payment whose order is held by another one. It shows that payment, but not to whoever may make one payment and
 * see no other.
 */
export function orderTaken(holder: Payment, shown = true): Refusal {
  if (!shown)
    return refusal('order_already_paid', 'Another payment holds this order.', { field: 'order_id' });
  return refusal(
    'order_already_paid',
    `The order ${holder.orderId} is held by ${holder.id}, which is ${holder.status}. Look at that payment, or use another order_id for another order.`,
    {
      field: 'order_id',
      payment: paymentView(holder),
    },
  );
}
