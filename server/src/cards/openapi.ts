import type { Operation } from '../http/index.ts';
import { TokenSchema } from './schemas.ts';

/** The text about tokens in the API reference. */
export const operations = {
  create: {
    operationId: 'createToken',
    tag: 'Checkout',
    summary: 'Exchange a card for a token',
    description:
      'For a payment form of your own. Your page sends the card number here with the publishable key, so that your server ' +
      'receives only the token. The card is encrypted (`card_jwe`), or as it is (`card`).',
    body: { card: { number: '4242 4242 4242 4242', exp_month: 12, exp_year: 2030, cvc: '123' } },
    answers: {
      200: {
        description: 'The token, to be sent as `payment_method`.',
        example: { object: 'token', token: 'tok_visa', brand: 'visa', last4: '4242' },
        schema: TokenSchema,
      },
    },
    problems: ['live_card_in_sandbox', 'live_cards_unavailable', 'jwe_invalid', 'encryption_key_unknown'],
  },
  remove: {
    operationId: 'deleteToken',
    tag: 'Checkout',
    summary: 'Delete a card',
    description:
      'Deletes the card behind a token of a live account. Payments that were made with it stay as they are, and can be captured and refunded.',
    parameters: { id: 'tok_01kb0zx6t2e9h4p8s3d5g7j1kq' },
    answers: { 204: { description: 'The card was deleted.' } },
  },
} as const satisfies Record<string, Operation>;
