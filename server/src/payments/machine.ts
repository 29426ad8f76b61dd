import type { Final, OpenAnswer, PaymentMethod } from '../channels/index.ts';
import type { EventType } from '../events/index.ts';
import type { AttemptId } from '../kernel/ids.ts';
import { feeOn } from '../kernel/money.ts';
import type { ProblemCode } from '../kernel/problem.ts';
import { type Leg, postings } from '../ledger/index.ts';
import type { Payment, PaymentStatus } from './payment.ts';

/** What an attempt asks of the channel. */
export type AttemptKind = 'authorize';

/** What can happen to a payment, from its merchant or from outside. */
export type Move =
  /** Try to pay, with an attempt of this id. */
  | { readonly kind: 'confirm'; readonly attempt: AttemptId; readonly method: PaymentMethod }
  /** The channel's last word on the attempt. */
  | { readonly kind: 'settle'; readonly attempt: AttemptId; readonly answer: Final }
  /** The channel needs the payer, or time. */
  | {
      readonly kind: 'rest';
      readonly attempt: AttemptId;
      readonly answer: OpenAnswer;
    };

/** What a decision may depend on beside the payment: business time and the account's terms. */
export interface Terms {
  /** Milliseconds of business time. */
  readonly now: number;
  readonly feeBasisPoints: bigint;
  readonly feeFixed: bigint;
}

/** What a move makes of a payment. Nothing has happened yet: the commit queue writes it. */
export interface Step {
  readonly kind: 'step';
  readonly next: Payment;
  readonly legs: readonly Leg[];
  readonly event: EventType | null;
  /** The attempt that has to be made durable and then sent. */
  readonly opens: AttemptKind | null;
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
/** How long a payment that rests may rest. */
export const REST_MS = DAY_MS;

/** The one place that says what a payment may become. */
export function transition(payment: Payment, move: Move, terms: Terms): Step | Refusal {
  switch (move.kind) {
    case 'confirm':
      return confirm(payment, move.attempt, move.method);
    case 'settle':
      return payment.openAttempt === move.attempt
        ? settleAuthorize(payment, move.answer, terms)
        : stale(payment);
    case 'rest':
      return payment.openAttempt === move.attempt ? rest(payment, move.answer, terms) : stale(payment);
  }
}

function confirm(payment: Payment, attempt: AttemptId, method: PaymentMethod): Step | Refusal {
  if (payment.status !== 'created') return impossible(payment, 'processing');
  return step({ ...payment, status: 'processing', method, openAttempt: attempt }, { opens: 'authorize' });
}

function settleAuthorize(payment: Payment, answer: Final, terms: Terms): Step | Refusal {
  const closed: Payment = { ...payment, openAttempt: null, nextAction: null };
  switch (answer.kind) {
    case 'approved':
      return captured({ ...closed, amountAuthorized: answer.amount }, answer.amount, terms);
    case 'declined':
      return step({ ...closed, status: 'failed', declineCode: answer.decline }, { event: 'payment.failed' });
    case 'reversed':
      return step(
        { ...closed, status: 'failed', declineCode: 'processing_error' },
        { event: 'payment.failed' },
      );
    case 'never_sent':
      return step({ ...closed, status: 'failed', declineCode: 'never_sent' }, { event: 'payment.failed' });
  }
}

/** Money came: it is pending for the merchant until it is released. */
function captured(payment: Payment, amount: bigint, terms: Terms): Step {
  const fee = feeOn(amount, { basisPoints: terms.feeBasisPoints, fixed: terms.feeFixed });
  return step(
    {
      ...payment,
      status: 'succeeded',
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

/** The payment is handed back without an end; its attempt stays open. */
function rest(payment: Payment, answer: OpenAnswer, terms: Terms): Step | Refusal {
  const status: PaymentStatus = answer.kind === 'action' ? 'requires_action' : 'processing';
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

function step(next: Payment, rest: { event?: EventType; legs?: readonly Leg[]; opens?: AttemptKind }): Step {
  return {
    kind: 'step',
    next: { ...next, version: next.version + 1 },
    legs: rest.legs ?? [],
    event: rest.event ?? null,
    opens: rest.opens ?? null,
  };
}

function impossible(payment: Payment, wanted: PaymentStatus): Refusal {
  if (payment.openAttempt !== null) {
    return {
      kind: 'refusal',
      code: 'command_in_progress',
      detail: `The payment is ${payment.status} and something is on its way for it.`,
      extras: { state: payment.status },
    };
  }
  return {
    kind: 'refusal',
    code: 'invalid_transition',
    detail: `A payment that is ${payment.status} cannot become ${wanted}.`,
    extras: { state: payment.status, wanted },
  };
}

/** The attempt was settled before: another process knew first. What stands in the row counts. */
function stale(payment: Payment): Refusal {
  return {
    kind: 'refusal',
    code: 'command_in_progress',
    detail: 'The attempt has been settled already.',
    extras: { state: payment.status },
  };
}
