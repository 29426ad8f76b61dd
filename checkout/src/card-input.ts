import validator from 'card-validator';
import type { Card } from './api.ts';

/** What the payer has typed: digits of the number, `MM / YY`, digits of the code. */
export interface CardInput {
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
}

export type CardField = keyof CardInput;

export const emptyCard: CardInput = { number: '', expiry: '', cvc: '' };

/** What can be told of the card from its first digits. */
export function cardKind(number: string): { brand: string | null; amex: boolean; cvcLength: number } {
  const { card } = validator.number(number);
  return {
    brand: number.length > 0 && card !== null ? card.niceType : null,
    amex: card?.type === 'american-express',
    cvcLength: card?.code.size ?? 3,
  };
}

/** The fields that cannot be right, in the order of the form. */
export function faultsOf(input: CardInput): CardField[] {
  const faults: CardField[] = [];
  if (!validator.number(input.number).isValid) faults.push('number');
  if (!validator.expirationDate(input.expiry).isValid) faults.push('expiry');
  if (!validator.cvv(input.cvc, cardKind(input.number).cvcLength).isValid) faults.push('cvc');
  return faults;
}

/** The card as the platform takes it; the input has no faults. */
export function cardOf(input: CardInput): Card {
  const [month, year] = input.expiry.split('/').map((part) => Number(part.trim()));
  return { number: input.number, exp_month: month ?? 0, exp_year: 2000 + (year ?? 0), cvc: input.cvc };
}

/** A test card, filled in whole. */
export function testCardInput(number: string): CardInput {
  return { number, expiry: '12 / 34', cvc: '1234'.slice(0, cardKind(number).cvcLength) };
}
