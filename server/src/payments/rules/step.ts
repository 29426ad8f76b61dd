import type { EventType } from '../../events/index.ts';
import type { AttemptId } from '../../kernel/ids.ts';
import type { ExtrasOf, ProblemCode, ProblemExtras } from '../../kernel/problem.ts';
import type { Leg } from '../../ledger/index.ts';
import type { Payment, PaymentStatus } from './payment.ts';

/** What an attempt on a payment asks of the channel; there is never more than one open. Refunds and returns go beside it. */
export type PaymentAttemptKind = 'authorize' | 'capture' | 'void';

/** What a decision may depend on beside the payment: business time and the account's terms. */
export interface Terms {
  /** Milliseconds of business time. */
  readonly now: number;
  readonly feeBasisPoints: bigint;
  readonly feeFixed: bigint;
}

/** An attempt that has to be made durable and then sent. */
export interface Opening {
  readonly kind: PaymentAttemptKind | 'return';
  readonly attempt: AttemptId;
  readonly amount: bigint;
}

/** What a move makes of a payment. Nothing has happened yet: the commit queue writes it. */
export interface Step {
  readonly kind: 'step';
  readonly next: Payment;
  /** So much came in that pays for nothing yet; it is booked before the legs, which may use it. */
  readonly came: bigint;
  readonly legs: readonly Leg[];
  readonly event: EventType | null;
  readonly opens: Opening | null;
}

/** Why a move is not possible, in the words of the error catalogue. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly extras: ProblemExtras;
}

/** A step to that payment, which is one version on. */
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

/** A refusal in the words of the catalogue. */
export function refusal<Code extends ProblemCode>(
  code: Code,
  detail: string,
  extras: ExtrasOf<Code>,
): Refusal {
  return { kind: 'refusal', code, detail, extras };
}

/** The payment's state does not allow it, or something is on its way for it. */
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

/** The attempt was settled before: another process knew first. What stands in the row counts. */
export function stale(payment: Payment): Refusal {
  return refusal('command_in_progress', 'The attempt has nothing new to tell.', { state: payment.status });
}
