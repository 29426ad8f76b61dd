import { type ChannelAnswer, type NotFound, receivedOf } from '../../channels/index.ts';
import type { AttemptId } from '../../kernel/ids.ts';
import type { Payment } from './payment.ts';

/** A payment after it received money, and how much that was. */
export interface Taken {
  readonly payment: Payment;
  readonly came: bigint;
}

/**
 * Records money received beyond what the payment knows of, as unapplied. A payment with manual capture receives no
 * money this way.
 * @param total all that was received for the attempt; null if the channel does not say.
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

/** The total that the answer to an authorization says was received, whatever the payment knows of. */
export function totalTold(
  { captureMethod }: Pick<Payment, 'captureMethod'>,
  answer: ChannelAnswer | NotFound,
): bigint {
  if (captureMethod === 'manual') return 0n;
  return receivedOf(answer) ?? (answer.kind === 'approved' ? answer.amount : 0n);
}

/**
 * The total received that an answer reports. An approval after a part has been received means that all of it has.
 */
export function totalOf({ amountReceived }: Payment, answer: ChannelAnswer): bigint | null {
  const received = receivedOf(answer);
  if (received !== null || answer.kind !== 'approved' || amountReceived === 0n) return received;
  return answer.amount;
}
