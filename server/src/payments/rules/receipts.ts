import { type ChannelAnswer, type NotFound, receivedOf } from '../../channels/index.ts';
import type { AttemptId } from '../../kernel/ids.ts';
import type { Payment } from './payment.ts';

/** A payment after money came in for it, and how much that was. */
export interface Taken {
  readonly payment: Payment;
  readonly came: bigint;
}

/**
 * Takes in what has come beyond what the payment knows of. It pays for nothing yet. What is captured by a command of its
 * own does not come by itself.
 * @param total all that has come in for the attempt; null where the channel says nothing of that.
 */
export function take(payment: Payment, attempt: AttemptId, total: bigint | null): Taken {
  if (total === null || total <= payment.amountReceived || payment.captureMethod === 'manual')
    return { payment, came: 0n };
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
  if (captureMethod === 'manual') return 0n;
  return receivedOf(answer) ?? (answer.kind === 'approved' ? answer.amount : 0n);
}

/** The total that an answer tells of; an approval of what has come in part says that all of it has. */
export function totalOf({ amountReceived }: Payment, answer: ChannelAnswer): bigint | null {
  const received = receivedOf(answer);
  if (received !== null || answer.kind !== 'approved' || amountReceived === 0n) return received;
  return answer.amount;
}
