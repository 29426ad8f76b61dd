import type { Book } from './books.ts';

/** One transfer of a command, from the debit book to the credit book. Leg numbers are fixed per command. */
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
 * The postings of each command, debit book first. A leg with amount 0 is left out. Authorize and cancel post
 * nothing, because no money has moved.
 */
export const postings = {
  /** The channel owes us the gross amount; we owe the merchant that amount less the fee. */
  capture: ({ gross, fee }: { gross: bigint; fee: bigint }) =>
    legs(
      [1, 'channel_receivable', 'merchant_pending', gross],
      [2, 'merchant_pending', 'platform_fees_payable', fee],
    ),

  /** The pending money becomes available to the merchant. */
  release: ({ net }: { net: bigint }) => legs([1, 'merchant_pending', 'merchant_available', net]),

  /** The refund's money is set aside at once: first the payment's own pending money, then the available balance. */
  refundRequested: ({ fromPending, fromAvailable }: { fromPending: bigint; fromAvailable: bigint }) =>
    legs(
      [1, 'merchant_pending', 'refunds_in_flight', fromPending],
      [2, 'merchant_available', 'refunds_in_flight', fromAvailable],
    ),

  /** The payer has the refund. */
  refundDone: ({ amount }: { amount: bigint }) =>
    legs([3, 'refunds_in_flight', 'channel_receivable', amount]),

  /**
   * The money goes back where it came from. If the payment was released meanwhile, pending money goes to available.
   */
  refundFailed: ({ toPending, toAvailable }: { toPending: bigint; toAvailable: bigint }) =>
    legs(
      [4, 'refunds_in_flight', 'merchant_pending', toPending],
      [5, 'refunds_in_flight', 'merchant_available', toAvailable],
    ),

  /**
   * The payer's side took money back: first from the payment's own pending money, then from the available balance.
   * If the payment ended unpaid, first from the money still to be returned.
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

  /** Money received that does not pay for anything yet: too little, too much, or too late. */
  unapplied: ({ amount }: { amount: bigint }) => legs([1, 'channel_receivable', 'unapplied_funds', amount]),

  /** The missing part of a payment was received. */
  shortCompleted: ({ gross, fee }: { gross: bigint; fee: bigint }) =>
    legs(
      [1, 'unapplied_funds', 'merchant_pending', gross],
      [2, 'merchant_pending', 'platform_fees_payable', fee],
    ),

  /** Unapplied money is being returned to the payer. */
  returnRequested: ({ amount }: { amount: bigint }) =>
    legs([1, 'unapplied_funds', 'refunds_in_flight', amount]),

  /** The payer has the returned money. */
  returnDone: ({ amount }: { amount: bigint }) =>
    legs([3, 'refunds_in_flight', 'channel_receivable', amount]),

  /**
   * The return failed: the money is unapplied again, except what makes good the merchant's loss by a reversal
   * meanwhile.
   */
  returnFailed: ({ toUnapplied, toAvailable }: { toUnapplied: bigint; toAvailable: bigint }) =>
    legs(
      [4, 'refunds_in_flight', 'unapplied_funds', toUnapplied],
      [5, 'refunds_in_flight', 'merchant_available', toAvailable],
    ),
} as const;
