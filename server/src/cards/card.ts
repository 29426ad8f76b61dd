import validator from 'card-validator';
import { type CardInput, type CardMethod, isExpired, methodOfCard } from '../channels/index.ts';
import { Problem } from '../kernel/problem.ts';

/** A card as the payer typed it. It is never stored, logged or shown in this form. */
export interface TypedCard extends CardInput {
  readonly cvc?: string;
}

/** A card that may be one, in the form that is sealed. */
export interface PlainCard extends TypedCard {
  /** Digits alone. */
  readonly number: string;
}

/** The library's names of brands that Florin calls otherwise. */
const BRANDS: Readonly<Record<string, string>> = { 'american-express': 'amex', 'diners-club': 'diners' };

/**
 * Checks a card of a live account: digits with a length and in a range that cards are issued in, and with the right check digit, and
 * a month that has not passed. UnionPay's numbers need the check digit too, because it is what cards are recognized by where they
 * must not be. Throws `invalid_request`.
 * @param field where the card is in the request, as `card`.
 * @param now real time.
 */
export function checkedCard(
  { number, ...rest }: TypedCard,
  now: number,
  field: string,
): { card: PlainCard; brand: string; last4: string } {
  const digits = number.replace(/[ -]/g, '');
  const { isValid, card: kind } = validator.number(digits, { luhnValidateUnionPay: true });
  if (!isValid || kind === null)
    throw new Problem(
      'invalid_request',
      'This is no card number: its length, its first digits or its check digit are wrong. Ask the payer to check it.',
      { field: `${field}/number` },
    );
  if (isExpired(rest, now)) throw expired(rest, field);
  return {
    card: { ...rest, number: digits },
    brand: BRANDS[kind.type] ?? kind.type,
    last4: digits.slice(-4),
  };
}

/**
 * The sandbox's card with this published test number, in the form that may be stored. An expired card becomes one that is declined
 * as expired. Throws `live_card_in_sandbox`.
 */
export function testCardOf(card: CardInput, now: number, field: string): CardMethod {
  const method = methodOfCard(card, now);
  if (method === null) throw new Problem('live_card_in_sandbox', undefined, { field: `${field}/number` });
  return method;
}

/** Refuses an expired card at once, because no payment with its token could succeed. */
export function expired({ exp_month, exp_year }: Omit<CardInput, 'number'>, field: string): Problem {
  const month = String(exp_month).padStart(2, '0');
  const detail = `The card expired at the end of ${month}/${exp_year}. Ask the payer for another card.`;
  return new Problem('invalid_request', detail, { field: `${field}/exp_year` });
}
