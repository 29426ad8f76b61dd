import { isDeepStrictEqual } from 'node:util';
import {
  type Final,
  type NextAction,
  type OpenAnswer,
  type PaymentMethod,
  receivedOf,
} from '../../channels/index.ts';
import type { AttemptId } from '../../kernel/ids.ts';
import { feeOn } from '../../kernel/money.ts';
import type { WebAddress } from '../../kernel/web-address.ts';
import { postings } from '../../ledger/index.ts';
import { hasEndedUnpaid, type Payment } from './payment.ts';
import { take, totalOf } from './receipts.ts';
import { requestReturn } from './return.ts';
import {
  impossible,
  type PaymentAttemptKind,
  type Refusal,
  refusal,
  type Step,
  stale,
  step,
  type Terms,
} from './step.ts';

/** What can happen to a payment: by its merchant, by a channel, or because time passed. */
export type Move =
  /** Try to pay, with an attempt of this id. */
  | {
      readonly kind: 'confirm';
      readonly attempt: AttemptId;
      readonly method: PaymentMethod;
      readonly channel: string;
      /** Where the payer goes after doing what the channel asked for. It is passed on to the channel. */
      readonly returnUrl?: WebAddress;
    }
  /** Capture all or part of what was authorized, and let the rest go. `null` captures all of it. */
  | {
      readonly kind: 'capture';
      readonly attempt: AttemptId;
      readonly amount: bigint | null;
      /** The channels that support partial capture. */
      readonly partialOn: ReadonlySet<string>;
    }
  /** Cancel it. The attempt is used if this needs a void. */
  | { readonly kind: 'cancel'; readonly attempt: AttemptId }
  /** The same, because the payment has expired. */
  | { readonly kind: 'expire'; readonly attempt: AttemptId }
  /** Release the pending money to the merchant. */
  | { readonly kind: 'release' }
  /** Return unapplied money to the payer, with this attempt. */
  | { readonly kind: 'return'; readonly attempt: AttemptId }
  /** The channel's final answer to an attempt. */
  | {
      readonly kind: 'finalize';
      readonly attempt: AttemptId;
      readonly of: PaymentAttemptKind;
      readonly answer: Final;
    }
  /** An answer that leaves the attempt open: the payer has to act, or the channel needs time. */
  | { readonly kind: 'rest'; readonly attempt: AttemptId; readonly answer: OpenAnswer }
  /** Late money on an attempt that has its outcome already. `total` is all that was received. */
  | { readonly kind: 'receive'; readonly attempt: AttemptId; readonly total: bigint };

const DAY_MS = 86_400_000;
/** From capture to release, in business time. */
const RELEASE_AFTER_MS = 2 * DAY_MS;
/** How long a payment may wait for its payer or its channel. */
export const REST_MS = DAY_MS;
/** How long a bank transfer may be under way: over a weekend and a holiday. */
const TRANSFER_MS = 7 * DAY_MS;
/**
 * How long a wallet payment may wait: what payers are used to from such codes, and as long as the code is valid.
 */
const WALLET_MS = 15 * 60_000;
/** How long a payment may wait for its payer, by payment method. */
const REST_MS_OF: Record<PaymentMethod['type'], number> = {
  card: REST_MS,
  wallet: WALLET_MS,
  bank_transfer: TRANSFER_MS,
};
/** How long an authorization may wait for its capture. */
const AUTHORIZED_MS = 7 * DAY_MS;

/** Applies a move to a payment. The only place that decides what status a payment may have next. */
export function transition(payment: Payment, move: Move, terms: Terms): Step | Refusal {
  switch (move.kind) {
    case 'confirm':
      return confirm(payment, move);
    case 'capture':
      return capture(payment, move);
    case 'cancel':
      return close(payment, move.attempt, 'requested', terms);
    case 'expire':
      return payment.expiresAt !== null && payment.expiresAt <= terms.now
        ? close(payment, move.attempt, payment.cancelReason ?? 'expired', terms)
        : impossible(payment, 'expired');
    case 'release':
      return release(payment, terms);
    case 'return':
      return requestReturn(payment, move.attempt, terms);
    case 'finalize':
      return payment.openAttempt === move.attempt ? finalize(payment, move, terms) : stale(payment);
    case 'rest':
      return payment.openAttempt === move.attempt ? rest(payment, move, terms) : stale(payment);
    case 'receive':
      return receive(payment, move, terms);
  }
}

function confirm(
  payment: Payment,
  { attempt, method, channel }: Extract<Move, { kind: 'confirm' }>,
): Step | Refusal {
  if (payment.status !== 'created') return impossible(payment, 'processing');
  if (method.type === 'bank_transfer' && payment.captureMethod === 'manual') {
    return refusal('capture_method_unsupported', 'A bank transfer cannot be authorized and captured later.', {
      field: 'payment_method',
    });
  }
  // From here on it waits for the channel, which has a time limit of its own.
  return step(
    { ...payment, status: 'processing', channel, method, openAttempt: attempt, expiresAt: null },
    { opens: { kind: 'authorize', attempt, amount: payment.amount } },
  );
}

function capture(
  payment: Payment,
  { attempt, partialOn, ...wanted }: Extract<Move, { kind: 'capture' }>,
): Step | Refusal {
  const amount = wanted.amount ?? payment.amountAuthorized;
  if (payment.status !== 'authorized' || payment.openAttempt !== null)
    return impossible(payment, 'succeeded');
  if (amount > payment.amountAuthorized) {
    return refusal('capture_exceeds_authorization', `At most ${payment.amountAuthorized} can be captured.`, {
      field: 'amount',
      amount_capturable: Number(payment.amountAuthorized),
    });
  }
  if (amount < payment.amountAuthorized && !partialOn.has(payment.channel ?? '')) {
    return refusal('partial_capture_unsupported', 'The channel of this payment captures all or nothing.', {
      field: 'amount',
    });
  }
  return step({ ...payment, openAttempt: attempt }, { opens: { kind: 'capture', attempt, amount } });
}

/**
 * Cancels or expires an unpaid payment. If an attempt is open, the payment is `canceling` first, until that attempt
 * is reversed or final. If it turns out to be paid, the payment has succeeded.
 */
function close(
  payment: Payment,
  attempt: AttemptId,
  reason: 'requested' | 'expired',
  terms: Terms,
): Step | Refusal {
  const ended = reason === 'requested' ? 'canceled' : 'expired';
  switch (payment.status) {
    case 'created':
      return end(payment, ended, terms);
    case 'requires_action':
    case 'processing':
      return step({ ...payment, status: 'canceling', cancelReason: reason }, { event: 'payment.canceling' });
    case 'authorized':
    case 'canceling':
      if (payment.openAttempt !== null) return impossible(payment, ended);
      return step(
        { ...payment, status: 'canceling', cancelReason: reason, openAttempt: attempt },
        { opens: { kind: 'void', attempt, amount: payment.amountAuthorized } },
      );
    default:
      return impossible(payment, ended);
  }
}

function release(payment: Payment, terms: Terms): Step | Refusal {
  const due = payment.releaseAt !== null && payment.releaseAt <= terms.now;
  if (payment.status !== 'succeeded' || !due || payment.amountPendingLeft === 0n) {
    return refusal('invalid_transition', 'There is nothing to release.', { state: payment.status });
  }
  return step(
    { ...payment, amountPendingLeft: 0n },
    { legs: postings.release({ net: payment.amountPendingLeft }) },
  );
}

/** Records received money first, then closes the attempt with the final answer. */
function finalize(
  payment: Payment,
  { attempt, of, answer }: Extract<Move, { kind: 'finalize' }>,
  terms: Terms,
): Step {
  const { payment: taken, came } = take(payment, attempt, totalOf(payment, answer));
  const closed = { ...taken, openAttempt: null, nextAction: null };
  return { ...FINALIZE[of](closed, answer, terms, attempt), came };
}

/** What a final answer does to a payment, by kind of attempt. The attempt has been closed already. */
const FINALIZE: Record<
  PaymentAttemptKind,
  (closed: Payment, answer: Final, terms: Terms, attempt: AttemptId) => Step
> = {
  authorize(closed, answer, terms, attempt) {
    if (answer.kind === 'approved') {
      const authorized: Payment = { ...closed, amountAuthorized: answer.amount, chargeAttempt: attempt };
      if (closed.captureMethod === 'automatic') {
        return authorized.amountReceived === 0n
          ? captured(authorized, answer.amount, terms)
          : completed(authorized, answer.amount, terms);
      }
      // Authorized while it was being canceled: it falls due at once, and is voided then.
      if (closed.status === 'canceling')
        return step({ ...authorized, expiresAt: terms.now }, { event: 'payment.canceling' });
      return step(
        { ...authorized, status: 'authorized', expiresAt: terms.now + AUTHORIZED_MS },
        { event: 'payment.authorized' },
      );
    }
    if (closed.status === 'canceling')
      return end(closed, closed.cancelReason === 'expired' ? 'expired' : 'canceled', terms);
    return end({ ...closed, declineCode: declineCodeOf(answer) }, 'failed', terms);
  },

  capture(closed, answer, terms) {
    if (answer.kind === 'approved') return captured(closed, answer.amount, terms);
    return step({ ...closed, declineCode: declineCodeOf(answer) }, { event: 'payment.capture_failed' });
  },

  void(closed, answer, terms) {
    if (answer.kind === 'approved')
      return end(closed, closed.cancelReason === 'expired' ? 'expired' : 'canceled', terms);
    // So it is still authorized. The void is tried again when the payment falls due.
    return step(
      { ...closed, status: 'authorized', cancelReason: null, expiresAt: terms.now + DAY_MS },
      { event: 'payment.cancel_failed' },
    );
  },
};

/** The decline code to show for an answer that is not an approval. */
export function declineCodeOf(answer: Exclude<Final, { kind: 'approved' }>): string {
  switch (answer.kind) {
    case 'declined':
      return answer.decline;
    case 'reversed':
      return 'processing_error';
    case 'never_sent':
      return 'never_sent';
  }
}

/** The channel captured the money. */
function captured(payment: Payment, amount: bigint, terms: Terms): Step {
  const fee = feeOf(amount, terms);
  return step(
    { ...succeeded(payment, amount, fee, terms), amountReceived: amount },
    { event: 'payment.succeeded', legs: postings.capture({ gross: amount, fee }) },
  );
}

/** The payer has sent enough. What is over is returned. */
function completed(payment: Payment, amount: bigint, terms: Terms): Step {
  const fee = feeOf(amount, terms);
  const amountUnapplied = payment.amountUnapplied - amount;
  return step(toReturn({ ...succeeded(payment, amount, fee, terms), amountUnapplied }, terms), {
    event: 'payment.succeeded',
    legs: postings.shortCompleted({ gross: amount, fee }),
  });
}

function feeOf(amount: bigint, terms: Terms): bigint {
  return feeOn(amount, { basisPoints: terms.feeBasisPoints, fixed: terms.feeFixed });
}

/** Paid. The money is pending until it is released to the merchant. */
function succeeded(payment: Payment, amount: bigint, fee: bigint, terms: Terms): Payment {
  return {
    ...payment,
    status: 'succeeded',
    declineCode: null,
    cancelReason: null,
    amountCaptured: amount,
    amountFee: fee,
    amountPendingLeft: amount - fee,
    releaseAt: terms.now + RELEASE_AFTER_MS,
    expiresAt: null,
  };
}

/** Schedules the return of unapplied money, which cannot pay for anything any more. */
function toReturn(payment: Payment, terms: Terms): Payment {
  return payment.amountUnapplied === 0n ? payment : { ...payment, returnAt: payment.returnAt ?? terms.now };
}

function end(payment: Payment, status: 'failed' | 'canceled' | 'expired', terms: Terms): Step {
  return step(toReturn({ ...payment, status, nextAction: null, expiresAt: null }, terms), {
    event: `payment.${status}`,
  });
}

/** Applies an open answer: the attempt stays open, and the payment waits, or has received more money. */
function rest(
  payment: Payment,
  { attempt, answer }: Extract<Move, { kind: 'rest' }>,
  terms: Terms,
): Step | Refusal {
  const { payment: taken, came } = take(payment, attempt, receivedOf(answer));
  if (payment.status !== 'processing' && payment.status !== 'requires_action') {
    // During a capture, a void or a cancel, only money is news.
    return came === 0n ? stale(payment) : step(taken, { came, event: 'payment.funds_received' });
  }
  const nextAction = answer.kind === 'action' ? answer.action : null;
  const status = answer.kind === 'action' ? 'requires_action' : 'processing';
  if (came === 0n && payment.expiresAt !== null && isKnown(payment, status, nextAction, receivedOf(answer)))
    return stale(payment);
  const restMs = payment.method === null ? REST_MS : REST_MS_OF[payment.method.type];
  return step(
    { ...taken, status, nextAction, expiresAt: payment.expiresAt ?? terms.now + restMs },
    { came, event: came === 0n ? `payment.${status}` : 'payment.funds_received' },
  );
}

/** Whether a payment that was handed back already shows this answer, or a newer one. */
function isKnown(
  payment: Payment,
  status: Payment['status'],
  nextAction: NextAction | null,
  received: bigint | null,
): boolean {
  if (received !== null && received < payment.amountReceived) return true;
  return payment.status === status && isDeepStrictEqual(payment.nextAction, nextAction);
}

/** Late money: the payment keeps its status, and the money is returned. */
function receive(
  payment: Payment,
  { attempt, total }: Extract<Move, { kind: 'receive' }>,
  terms: Terms,
): Step | Refusal {
  // Before the payment has ended, money is reported on its open attempt instead.
  if (payment.status !== 'succeeded' && !hasEndedUnpaid(payment.status)) return stale(payment);
  const { payment: taken, came } = take(payment, attempt, total);
  return came === 0n
    ? stale(payment)
    : step(toReturn(taken, terms), { came, event: 'payment.funds_received' });
}
