import type { CardOwner, Cards, TypedCard } from '../../../cards/index.ts';
import { methodOfToken, type PaymentMethod } from '../../../channels/index.ts';
import { Problem } from '../../../kernel/problem.ts';

export type MethodInput =
  | string
  | { type: 'card'; token?: string; card?: TypedCard }
  | { type: 'wallet' | 'bank_transfer' };

/**
 * The payment method that a request names. Those of the sandbox are known without asking anybody, and cost nobody who waits for a
 * payment anything; a live account's card is looked up by its token. Throws `payment_method_unknown`, `live_card_in_sandbox` or
 * `card_token_required`.
 */
export function methodOf(
  cards: Cards,
  owner: CardOwner,
  input: MethodInput,
): PaymentMethod | Promise<PaymentMethod> {
  const token = typeof input === 'string' ? input : input.type === 'card' ? input.token : input.type;
  if (token !== undefined)
    return owner.environment === 'sandbox' ? ofSandbox(token) : ofLiveAccount(cards, owner, token);
  const card = typeof input === 'object' && input.type === 'card' ? input.card : undefined;
  if (card === undefined)
    throw new Problem('invalid_request', 'Send a token or a card.', { field: 'payment_method' });
  if (owner.environment === 'live')
    throw new Problem('card_token_required', undefined, { field: 'payment_method/card' });
  return cards.swap(owner, card, { field: 'payment_method/card', once: false });
}

function ofSandbox(token: string): PaymentMethod {
  const method = methodOfToken(token);
  if (method === null) throw unknown();
  return method;
}

/** The methods of the sandbox pretend to pay. A live account has none of them, and no card of another account. */
async function ofLiveAccount(cards: Cards, { account }: CardOwner, token: string): Promise<PaymentMethod> {
  const found = await cards.find(account, token);
  if (found === null)
    throw unknown(
      'This account has no such token. Tokens end when they are deleted, when no payment uses them within a day, and when the card expires.',
    );
  return found;
}

function unknown(detail?: string): Problem {
  return new Problem('payment_method_unknown', detail, { field: 'payment_method' });
}
