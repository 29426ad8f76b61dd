import type { Final, OpenAnswer, PaymentMethod } from '../channels/index.ts';
import type { EventType } from '../events/index.ts';
import type { AttemptId } from '../kernel/ids.ts';
import { feeOn } from '../kernel/money.ts';
import type { ProblemCode } from '../kernel/problem.ts';
import { type Leg, postings } from '../ledger/index.ts';
import type { Payment, PaymentStatus } from './payment.ts';

/** What an attempt on a payment asks of the channel; there is never more than one open. Refunds go beside it. */
export type PaymentAttemptKind = 'authorize' | 'capture' | 'void';

/** What can happen to a payment, from its merchant, from outside, or by the passing of time. */
export type Move =
  /** Try to pay, with an attempt of this id. */
  | {
      readonly kind: 'confirm';
      readonly attempt: AttemptId;
      readonly method: PaymentMethod;
      readonly channel: string;
    }
  /** Take what was authorized, or a part; the rest is let go. `null` is all of it. */
  | { readonly kind: 'capture'; readonly attempt: AttemptId; readonly amount: bigint | null }
  /** End it without money. The attempt is for the void that this may take. */
  | { readonly kind: 'cancel'; readonly attempt: AttemptId }
  /** The same, because its time is over. */
  | { readonly kind: 'expire'; readonly attempt: AttemptId }
  /** What was pending is the merchant's to take. */
  | { readonly kind: 'release' }
  /** The channel's last word on an attempt. */
  | {
      readonly kind: 'settle';
      readonly attempt: AttemptId;
      readonly of: PaymentAttemptKind;
      readonly answer: Final;
    }
  /** The channel needs the payer, or time. */
  | { readonly kind: 'rest'; readonly attempt: AttemptId; readonly answer: OpenAnswer };

/** What a decision may depend on beside the payment: business time and the account's terms. */
export interface Terms {
  /** Milliseconds of business time. */
  readonly now: number;
  readonly feeBasisPoints: bigint;
  readonly feeFixed: bigint;
}

/** An attempt that has to be made durable and then sent. */
export interface Opening {
  readonly kind: PaymentAttemptKind;
  readonly attempt: AttemptId;
  readonly amount: bigint;
}

/** What a move makes of a payment. Nothing has happened yet: the commit queue writes it. */
export interface Step {
  readonly kind: 'step';
  readonly next: Payment;
  readonly legs: readonly Leg[];
  readonly event: EventType | null;
  readonly opens: Opening | null;
}

/** Why a move is not possible, in the words of the error catalogue. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly extras: Readonly<Record<string, unknown>>;
}

const DAY_MS = 86_400_000;
/** From capture to release, in business time. */
const RELEASE_AFTER_MS = 2 * DAY_MS;
/** How long a payment may rest that waits for its payer or its channel. */
export const REST_MS = DAY_MS;
/** How long an authorization may wait for its capture. */
const AUTHORIZED_MS = 7 * DAY_MS;

/** The one place that says what a payment may become. */
export function transition(payment: Payment, move: Move, terms: Terms): Step | Refusal {
  switch (move.kind) {
    case 'confirm':
      return confirm(payment, move);
    case 'capture':
      return capture(payment, move.attempt, move.amount ?? payment.amountAuthorized);
    case 'cancel':
      return close(payment, move.attempt, 'requested');
    case 'expire':
      return payment.expiresAt !== null && payment.expiresAt <= terms.now
        ? close(payment, move.attempt, payment.cancelReason ?? 'expired')
        : impossible(payment, 'expired');
    case 'release':
      return release(payment, terms);
    case 'settle':
      if (payment.openAttempt !== move.attempt) return stale(payment);
      return SETTLE[move.of](
        { ...payment, openAttempt: null, nextAction: null },
        move.answer,
        terms,
        move.attempt,
      );
    case 'rest':
      return payment.openAttempt === move.attempt ? rest(payment, move.answer, terms) : stale(payment);
  }
}

function confirm(
  payment: Payment,
  { attempt, method, channel }: Extract<Move, { kind: 'confirm' }>,
): Step | Refusal {
  if (payment.status !== 'created') return impossible(payment, 'processing');
  return step(
    { ...payment, status: 'processing', channel, method, openAttempt: attempt },
    { opens: { kind: 'authorize', attempt, amount: payment.amount } },
  );
}

function capture(payment: Payment, attempt: AttemptId, amount: bigint): Step | Refusal {
  if (payment.status !== 'authorized' || payment.openAttempt !== null)
    return impossible(payment, 'succeeded');
  if (amount > payment.amountAuthorized) {
    return refusal('capture_exceeds_authorization', `At most ${payment.amountAuthorized} can be captured.`, {
      field: 'amount',
      amount_capturable: Number(payment.amountAuthorized),
    });
  }
  return step({ ...payment, openAttempt: attempt }, { opens: { kind: 'capture', attempt, amount } });
}

/**
 * Ends a payment that has taken no money. With something on its way it is `canceling` first: what is on its way is
 * shut out or waited for, and a payment that turns out to be paid has succeeded.
 */
function close(payment: Payment, attempt: AttemptId, reason: 'requested' | 'expired'): Step | Refusal {
  const ended = reason === 'requested' ? 'canceled' : 'expired';
  switch (payment.status) {
    case 'created':
      return end(payment, ended);
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

/** What the channel's last word on each kind of attempt makes of a payment; its attempt is closed already. */
const SETTLE: Record<
  PaymentAttemptKind,
  (closed: Payment, answer: Final, terms: Terms, attempt: AttemptId) => Step
> = {
  authorize(closed, answer, terms, attempt) {
    if (answer.kind === 'approved') {
      const authorized: Payment = { ...closed, amountAuthorized: answer.amount, chargeAttempt: attempt };
      if (closed.captureMethod === 'automatic') return captured(authorized, answer.amount, terms);
      // Authorized while it was being closed: it falls due at once, and is voided.
      if (closed.status === 'canceling') return step({ ...authorized, expiresAt: terms.now }, {});
      return step(
        { ...authorized, status: 'authorized', expiresAt: terms.now + AUTHORIZED_MS },
        { event: 'payment.authorized' },
      );
    }
    if (closed.status === 'canceling')
      return end(closed, closed.cancelReason === 'expired' ? 'expired' : 'canceled');
    return end({ ...closed, declineCode: declineCodeOf(answer) }, 'failed');
  },

  capture(closed, answer, terms) {
    if (answer.kind === 'approved') return captured(closed, answer.amount, terms);
    return step({ ...closed, declineCode: declineCodeOf(answer) }, { event: 'payment.capture_failed' });
  },

  void(closed, answer, terms) {
    if (answer.kind === 'approved')
      return end(closed, closed.cancelReason === 'expired' ? 'expired' : 'canceled');
    // Still authorized, then; it is tried again when it falls due.
    return step(
      { ...closed, status: 'authorized', cancelReason: null, expiresAt: terms.now + DAY_MS },
      { event: 'payment.cancel_failed' },
    );
  },
};

/** How an answer that is no approval is told: the channel's decline, or what became of it instead. */
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

/** Money came: it is pending for the merchant until it is released. */
function captured(payment: Payment, amount: bigint, terms: Terms): Step {
  const fee = feeOn(amount, { basisPoints: terms.feeBasisPoints, fixed: terms.feeFixed });
  return step(
    {
      ...payment,
      status: 'succeeded',
      declineCode: null,
      cancelReason: null,
      amountReceived: amount,
      amountCaptured: amount,
      amountFee: fee,
      amountPendingLeft: amount - fee,
      releaseAt: terms.now + RELEASE_AFTER_MS,
      expiresAt: null,
    },
    { event: 'payment.succeeded', legs: postings.capture({ gross: amount, fee }) },
  );
}

function end(payment: Payment, status: 'failed' | 'canceled' | 'expired'): Step {
  return step({ ...payment, status, nextAction: null, expiresAt: null }, { event: `payment.${status}` });
}

/** The payment is handed back without an end; its attempt stays open. */
function rest(payment: Payment, answer: OpenAnswer, terms: Terms): Step | Refusal {
  // A capture, a void or a payment that is being closed has nothing new to tell until it ends.
  if (payment.status !== 'processing' && payment.status !== 'requires_action') return stale(payment);
  const status = answer.kind === 'action' ? 'requires_action' : 'processing';
  return step(
    {
      ...payment,
      status,
      nextAction: answer.kind === 'action' ? answer.action : null,
      expiresAt: payment.expiresAt ?? terms.now + REST_MS,
    },
    { event: `payment.${status}` },
  );
}

function step(next: Payment, rest: { event?: EventType; legs?: readonly Leg[]; opens?: Opening }): Step {
  return {
    kind: 'step',
    next: { ...next, version: next.version + 1 },
    legs: rest.legs ?? [],
    event: rest.event ?? null,
    opens: rest.opens ?? null,
  };
}

/** A refusal in the words of the catalogue. */
export function refusal(code: ProblemCode, detail: string, extras: Refusal['extras']): Refusal {
  return { kind: 'refusal', code, detail, extras };
}

function impossible(payment: Payment, wanted: PaymentStatus): Refusal {
  return payment.openAttempt === null
    ? refusal('invalid_transition', `A payment that is ${payment.status} cannot become ${wanted}.`, {
        state: payment.status,
        wanted,
      })
    : refusal('command_in_progress', `The payment is ${payment.status} and something is on its way for it.`, {
        state: payment.status,
        wanted,
      });
}

/** The attempt was settled before: another process knew first. What stands in the row counts. */
function stale(payment: Payment): Refusal {
  return refusal('command_in_progress', 'The attempt has nothing new to tell.', { state: payment.status });
}
