/**
 * Why a channel declines, and what the payer can do. These codes are part of the API, so they do not change. A test compares them
 * with the table in docs/channels.md.
 */
export const declines = {
  card_declined: 'The issuer said no without a reason. Try another card.',
  insufficient_funds: 'There is not enough money. Try another card.',
  expired_card: 'The card has expired. Try another card.',
  incorrect_cvc: 'The security code is wrong. Check it and try again.',
  lost_card: 'The card was reported lost. Try another card.',
  stolen_card: 'The card was reported stolen. Try another card.',
  fraud_suspected: 'The issuer suspects fraud. Try another card or call the issuer.',
  processing_error: 'The issuer could not be reached. Try again.',
  authentication_failed: 'The payer did not prove who they are. Try again.',
  payer_refused: 'The payer refused in the wallet. Pay again, or another way.',
  never_sent: 'The payment could not be sent. Nothing was taken; try again.',
} as const satisfies Record<string, string>;

export type DeclineCode = keyof typeof declines;
