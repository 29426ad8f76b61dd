import {
  type CardInput,
  type CardMethod,
  methodOfCard,
  methodOfToken,
  type PaymentMethod,
} from '../../../channels/index.ts';
import { Problem } from '../../../kernel/problem.ts';

type MethodInput =
  | string
  | { type: 'card'; token?: string; card?: CardInput }
  | { type: 'wallet' | 'bank_transfer' };

/**
 * The payment method that the request names. Throws `payment_method_unknown` or `live_card_in_sandbox`.
 * @param now real time, which decides whether a card has expired.
 */
export function methodOf(input: MethodInput, now: number): PaymentMethod {
  const token = typeof input === 'string' ? input : input.type === 'card' ? input.token : input.type;
  if (token !== undefined) {
    const method = methodOfToken(token);
    if (method === null) throw new Problem('payment_method_unknown', undefined, { field: 'payment_method' });
    return method;
  }
  const card = typeof input === 'object' && input.type === 'card' ? input.card : undefined;
  if (card === undefined) {
    throw new Problem('invalid_request', 'Send a token or a card.', { field: 'payment_method' });
  }
  return cardOf(card, now);
}

/** The card with this published test number, in the form that may be stored. Throws `live_card_in_sandbox`. */
export function cardOf(card: CardInput, now: number): CardMethod {
  const method = methodOfCard(card, now);
  if (method === null) {
    throw new Problem('live_card_in_sandbox', undefined, { field: 'payment_method/card/number' });
  }
  return method;
}
