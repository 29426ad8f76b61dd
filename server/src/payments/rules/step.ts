import type { EventType } from '../../events/index.ts';
import type { AttemptId } from '../../kernel/ids.ts';
import type { ExtrasOf, ProblemCode, ProblemExtras } from '../../kernel/problem.ts';
import type { Leg } from '../../ledger/index.ts';
import type { Payment, PaymentStatus } from './payment.ts';

/** The kinds of attempt of which a payment has at most one open. Refunds and returns may be open beside it. */
export type PaymentAttemptKind = 'authorize' | 'capture' | 'void';

/** What a decision depends on besides the payment: business time and the account's terms. */
export interface Terms {
  /** Milliseconds of business time. */
  readonly now: number;
  readonly feeBasisPoints: bigint;
  readonly feeFixed: bigint;
}

/** An attempt to make durable and then send. */
export interface Opening {
  readonly kind: PaymentAttemptKind | 'return';
  readonly attempt: AttemptId;
  readonly amount: bigint;
}

/** What a move changes. Nothing has happened yet: the commit queue writes it. */
export interface Step {
  readonly kind: 'step';
  readonly next: Payment;
  /** Newly received money that pays for nothing yet. It is posted before `legs`, which may use it. */
  readonly came: bigint;
  readonly legs: readonly Leg[];
  readonly event: EventType | null;
  readonly opens: Opening | null;
}

/** Why a move is not possible, as a problem of the catalogue. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly extras: ProblemExtras;
}

/** A step to this payment, with the version increased by one. */
export function step(next: Payment, rest: Partial<Pick<Step, 'came' | 'legs' | 'event' | 'opens'>>): Step {
  return {
    kind: 'step',
    next: { ...next, version: next.version + 1 },
    came: rest.came ?? 0n,
    legs: rest.legs ?? [],
    event: rest.event ?? null,
    opens: rest.opens ?? null,
  };
}

/** A refusal with a code of the catalogue. */
export function refusal<Code extends ProblemCode>(
  code: Code,
  detail: string,
  extras: ExtrasOf<Code>,
): Refusal {
  return { kind: 'refusal', code, detail, extras };
}

/** The refusal of a move that the payment's status does not allow, or that an open attempt prevents. */
export function impossible(payment: Payment, wanted: PaymentStatus): Refusal {
  const said =
    payment.status === wanted
      ? `The payment is ${wanted} already.`
      : `A payment that is ${payment.status} cannot become ${wanted}.`;
  return payment.openAttempt === null
    ? refusal('invalid_transition', said, { state: payment.status, wanted })
    : refusal('command_in_progress', `The payment is ${payment.status} and something is on its way for it.`, {
        state: payment.status,
        wanted,
      });
}

/**
 * The refusal of an answer that says nothing new, because the attempt has its outcome already. The stored row
 * counts.
 */
export function stale(payment: Payment): Refusal {
  return refusal('command_in_progress', 'The attempt has nothing new to tell.', { state: payment.status });
}
