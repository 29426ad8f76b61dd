/** An account's books mirror balances outside. The numbers are stored in every transfer and never change. */
export const books = {
  channel_receivable: { number: 1, kind: 'asset' },
  merchant_pending: { number: 2, kind: 'liability' },
  merchant_available: { number: 3, kind: 'liability' },
  platform_fees_payable: { number: 4, kind: 'liability' },
  refunds_in_flight: { number: 5, kind: 'liability' },
  unapplied_funds: { number: 6, kind: 'liability' },
  inter_account: { number: 7, kind: 'asset' },
} as const satisfies Record<string, { number: number; kind: 'asset' | 'liability' }>;

export type Book = keyof typeof books;
