import type { Book } from './books.ts';

/** One transfer of a command: so much from the debit book to the credit book. Leg numbers are fixed per command. */
export interface Leg {
  readonly leg: number;
  readonly debit: Book;
  readonly credit: Book;
  /** Above zero, in minor units of the payment's currency. */
  readonly amount: bigint;
}

function legs(...all: readonly (readonly [leg: number, debit: Book, credit: Book, amount: bigint])[]): Leg[] {
  return all
    .filter(([, , , amount]) => amount !== 0n)
    .map(([leg, debit, credit, amount]) => ({ leg, debit, credit, amount }));
}

/**
 * What each command writes into the books, debit first. A leg of nothing is left out. Authorization and cancel write
 * nothing: no money has moved.
 */
export const postings = {
  /** The channel owes us the gross amount, we owe the merchant what the fee leaves. */
  capture: ({ gross, fee }: { gross: bigint; fee: bigint }) =>
    legs(
      [1, 'channel_receivable', 'merchant_pending', gross],
      [2, 'merchant_pending', 'platform_fees_payable', fee],
    ),

  /** What was pending is the merchant's to take. */
  release: ({ net }: { net: bigint }) => legs([1, 'merchant_pending', 'merchant_available', net]),

  /** Set aside at once: the payment's own unreleased part first, the rest from what is available. */
  refundRequested: ({ fromPending, fromAvailable }: { fromPending: bigint; fromAvailable: bigint }) =>
    legs(
      [1, 'merchant_pending', 'refunds_in_flight', fromPending],
      [2, 'merchant_available', 'refunds_in_flight', fromAvailable],
    ),

  /** The payer has the money. */
  refundDone: ({ amount }: { amount: bigint }) =>
    legs([3, 'refunds_in_flight', 'channel_receivable', amount]),

  /** Back where it came from; what came from pending goes to available when the payment was released meanwhile. */
  refundFailed: ({ toPending, toAvailable }: { toPending: bigint; toAvailable: bigint }) =>
    legs(
      [4, 'refunds_in_flight', 'merchant_pending', toPending],
      [5, 'refunds_in_flight', 'merchant_available', toAvailable],
    ),

  /**
   * The payer's side took it back: the payment's own unreleased part first, the rest from what is available; of a payment
   * that ended unpaid, what was still to be sent back.
   */
  reversed: ({
    fromPending,
    fromAvailable,
    fromUnapplied,
  }: {
    fromPending: bigint;
    fromAvailable: bigint;
    fromUnapplied: bigint;
  }) =>
    legs(
      [1, 'merchant_pending', 'channel_receivable', fromPending],
      [2, 'merchant_available', 'channel_receivable', fromAvailable],
      [3, 'unapplied_funds', 'channel_receivable', fromUnapplied],
    ),

  /** Money that came and fits no payment yet: short, over, or late. */
  unapplied: ({ amount }: { amount: bigint }) => legs([1, 'channel_receivable', 'unapplied_funds', amount]),

  /** The rest of a short payment came. */
  shortCompleted: ({ gross, fee }: { gross: bigint; fee: bigint }) =>
    legs(
      [1, 'unapplied_funds', 'merchant_pending', gross],
      [2, 'merchant_pending', 'platform_fees_payable', fee],
    ),

  /** Unapplied money is on its way back to the payer. */
  returnRequested: ({ amount }: { amount: bigint }) =>
    legs([1, 'unapplied_funds', 'refunds_in_flight', amount]),

  /** The payer has it back. */
  returnDone: ({ amount }: { amount: bigint }) =>
    legs([3, 'refunds_in_flight', 'channel_receivable', amount]),

  /** It did not go through: unapplied once more, but for what the merchant had lost of it to a reversal meanwhile. */
  returnFailed: ({ toUnapplied, toAvailable }: { toUnapplied: bigint; toAvailable: bigint }) =>
    legs(
      [4, 'refunds_in_flight', 'unapplied_funds', toUnapplied],
      [5, 'refunds_in_flight', 'merchant_available', toAvailable],
    ),
} as const;
