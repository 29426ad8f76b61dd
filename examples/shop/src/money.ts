import { CURRENCY } from './goods.ts';
import type { Language } from './languages.ts';

/** The shop sells in one currency, which has two decimals. */
const MINOR_UNITS = 100;

export function formatMoney(amount: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency: CURRENCY }).format(
    amount / MINOR_UNITS,
  );
}

/** The minor units of an amount as a person types it, or null. */
export function parseMoney(text: string): number | null {
  const match = /^\s*(\d{1,7})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * MINOR_UNITS + Number((match[2] ?? '').padEnd(2, '0'));
}
