import validator from 'card-validator';
import type { Card } from './api.ts';
import { type Expiry, expiryFault, groupedExpiry, readExpiry } from './expiry.ts';

/** What the payer has typed into the fields. It is never changed, except for spaces between groups. */
export interface CardInput {
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
}

export type CardField = keyof CardInput;

/** What is wrong with a field: the key of the message, and its values. */
export interface Fault {
  readonly field: CardField;
  readonly says: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export const emptyCard: CardInput = { number: '', expiry: '', cvc: '' };

/** The digits to send. Digits of a Chinese keyboard (１２) are converted, and spaces and dashes are removed. */
function digitsOf(typed: string): string | null {
  const plain = typed.normalize('NFKC').replace(/[\s\u2010-\u2015-]/g, '');
  return /^[0-9]*$/.test(plain) ? plain : null;
}

/** What the first digits say about the card. */
export function cardKind(number: string): { brand: string | null; amex: boolean; cvcLength: number } {
  const digits = digitsOf(number) ?? '';
  const { card } = validator.number(digits);
  return {
    brand: digits.length > 0 && card !== null ? card.niceType : null,
    amex: card?.type === 'american-express',
    cvcLength: card?.code.size ?? 3,
  };
}

/** The number in groups as on a card. Text that is not a number stays as it is. */
export function groupedNumber(typed: string): string {
  const digits = digitsOf(typed);
  if (digits === null) return typed;
  return cardKind(digits).amex
    ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)].filter((group) => group !== '').join(' ')
    : digits.replace(/.{4}(?=.)/g, '$& ');
}

/**
 * What a field shows after something was typed at its end. Only spaces and the slash of a date are added. Wrong digits stay,
 * and are reported when the payer submits the form.
 */
export function grouped(field: CardField, typed: string): string {
  switch (field) {
    case 'number':
      return groupedNumber(typed);
    case 'expiry':
      return groupedExpiry(typed);
    case 'cvc':
      return typed.normalize('NFKC');
  }
}

/** Finds the fields that cannot be right, in the order of the form. */
export function faultsOf(input: CardInput, now: number): Fault[] {
  const faults: Fault[] = [];
  const digits = digitsOf(input.number);
  if (digits === null) faults.push({ field: 'number', says: 'number_digits', values: {} });
  else if (!validator.number(digits, { luhnValidateUnionPay: true }).isValid)
    faults.push({ field: 'number', says: 'number', values: {} });
  const expiry = expiryFault(input.expiry, now);
  if (expiry !== null) faults.push({ field: 'expiry', ...expiry });
  const { cvcLength } = cardKind(input.number);
  if (!validator.cvv(digitsOf(input.cvc) ?? '', cvcLength).isValid)
    faults.push({ field: 'cvc', says: 'cvc', values: { count: cvcLength } });
  return faults;
}

/** The card as it is sent to the platform. The input must have no faults. */
export function cardOf(input: CardInput): Card {
  const { month, year } = readExpiry(input.expiry) as Expiry;
  return {
    number: digitsOf(input.number) ?? '',
    exp_month: month,
    exp_year: year,
    cvc: digitsOf(input.cvc) ?? '',
  };
}

/** A complete test card, to fill in. */
export function testCardInput(number: string): CardInput {
  const cvc = '1234'.slice(0, cardKind(number).cvcLength);
  return { number: groupedNumber(number), expiry: '12 / 34', cvc };
}
