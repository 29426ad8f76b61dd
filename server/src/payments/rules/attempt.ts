import type { Final } from '../../channels/index.ts';
import type { AccountId, AttemptId, PaymentId, ProcessId, RefundId } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';
import type { PaymentAttemptKind } from './step.ts';

/** What an attempt does outside. Refunds and returns go beside what is open on the payment. */
export type AttemptKind = PaymentAttemptKind | 'refund' | 'return';

/**
 * Something that is to move outside. It is durable before it is sent; what became of it is an outcome. Times are
 * database time in milliseconds.
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
  /** The attempt that this one follows up. */
  readonly target: AttemptId | null;
  /** The process that may send it until `sendBefore`; from `recoverAfter` on any process may claim it. */
  readonly owner: ProcessId;
  readonly sendBefore: number;
  readonly recoverAfter: number;
}

/** What became of an attempt, once and for ever. */
export interface Outcome {
  readonly account: AccountId;
  readonly attempt: AttemptId;
  readonly answer: Final;
  /** Milliseconds of business time. */
  readonly at: number;
}
