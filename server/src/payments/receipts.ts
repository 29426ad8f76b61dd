import { type ChannelAnswer, type NotFound, receivedOf } from '../channels/index.ts';
import type { AttemptId } from '../kernel/ids.ts';
import type { Payment } from './payment.ts';

/** A payment after money came in for it, and how much that was. */
export interface Taken {
  readonly payment: Payment;
  readonly came: bigint;
}

/**
 * Takes in what has come beyond what the payment knows of. It pays for nothing yet.
 * @param total all that has come in for the attempt; null where the channel says nothing of that.
 */
export function take(payment: Payment, attempt: AttemptId, total: bigint | null): Taken {
  if (total === null || total <= payment.amountReceived) return { payment, came: 0n };
  const came = total - payment.amountReceived;
  return {
    payment: {
      ...payment,
      chargeAttempt: attempt,
      amountReceived: total,
      amountUnapplied: payment.amountUnapplied + came,
    },
    came,
  };
}

/** All the money that the answer to an authorization says has come in, whatever the payment knows of it. */
export function totalTold(
  { captureMethod }: Pick<Payment, 'captureMethod'>,
  answer: ChannelAnswer | NotFound,
): bigint {
  const taken = answer.kind === 'approved' && captureMethod === 'automatic' ? answer.amount : 0n;
  return receivedOf(answer) ?? taken;
}
