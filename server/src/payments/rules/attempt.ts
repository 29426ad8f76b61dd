import type { Final } from '../../channels/index.ts';
import type { AccountId, AttemptId, PaymentId, ProcessId, RefundId } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';
import type { PaymentAttemptKind } from './step.ts';

/** What an attempt asks the channel for. Refunds and returns may be open beside the payment's own attempt. */
export type AttemptKind = PaymentAttemptKind | 'refund' | 'return';

/**
 * A request to a channel. It is durable before it is sent, and its result is an outcome. Times are database time in
 * milliseconds.
 */
export interface Attempt {
  readonly account: AccountId;
  readonly id: AttemptId;
  readonly payment: PaymentId;
  readonly refund: RefundId | null;
  readonly kind: AttemptKind;
  readonly channel: string;
  readonly amount: bigint;
  readonly currency: Currency;
  /** The earlier attempt that this one captures, voids or refunds. */
  readonly target: AttemptId | null;
  /** The process that may send it, until `sendBefore`. From `recoverAfter` on, any process may claim it. */
  readonly owner: ProcessId;
  readonly sendBefore: number;
  readonly recoverAfter: number;
  readonly actor: Actor;
}

/**
 * The id of whoever asked: a key, a person, an app, or the payer in their checkout session. Null where nobody did: time or the
 * channel caused it.
 */
export type Actor = string | null;

/** The final result of an attempt. It is written once and never changes. */
export interface Outcome {
  readonly account: AccountId;
  readonly attempt: AttemptId;
  readonly answer: Final;
  /** Milliseconds of business time. */
  readonly at: number;
}
