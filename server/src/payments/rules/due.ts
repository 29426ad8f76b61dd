import type { AccountId, Id } from '../../kernel/ids.ts';
import type { Payment } from './payment.ts';

/** Something that happens to a payment by itself, at a moment of the account's business time. */
export interface Due {
  readonly account: AccountId;
  readonly at: number;
  readonly kind: 'expire' | 'release' | 'return';
  readonly id: Id<'pay'>;
}

/**
 * What falls due for a payment as it stands. Nothing falls due while it waits for an attempt that was just sent.
 */
export function duesOf(payment: Payment): Due[] {
  const dues: Due[] = [];
  const next = nextOf(payment);
  if (next !== null) dues.push(next);
  if (payment.returnAt !== null)
    dues.push({ account: payment.account, id: payment.id, kind: 'return', at: payment.returnAt });
  return dues;
}

/** The next change of the payment itself, if any: there is never more than one. */
function nextOf(payment: Payment): Due | null {
  const { account, id } = payment;
  switch (payment.status) {
    case 'created':
    case 'requires_action':
    case 'processing':
    case 'authorized':
      return payment.expiresAt === null ? null : { account, id, kind: 'expire', at: payment.expiresAt };
    case 'canceling':
      // While an attempt is open, its outcome ends the payment. With none open, canceling is taken up again.
      return payment.expiresAt === null || payment.openAttempt !== null
        ? null
        : { account, id, kind: 'expire', at: payment.expiresAt };
    case 'succeeded':
      return payment.releaseAt === null || payment.amountPendingLeft === 0n
        ? null
        : { account, id, kind: 'release', at: payment.releaseAt };
    default:
      return null;
  }
}

/** Whether both stand for the same row. */
export function sameDue(one: Due, other: Due): boolean {
  return one.at === other.at && one.kind === other.kind && one.id === other.id;
}
