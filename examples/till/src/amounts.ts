import { fromMinorUnits, InputError, toMinorUnits } from '@florin/sdk/money';

/** What the till takes, the usual one first. */
export const currencies = ['USD', 'EUR', 'GBP', 'CNY', 'HKD', 'JPY', 'KWD'] as const;
export type Currency = (typeof currencies)[number];

export function isCurrency(text: unknown): text is Currency {
  return (currencies as readonly unknown[]).includes(text);
}

/**
 * The minor units of what a cashier typed, or null where it is no amount to ask for. A comma before one or two digits is a decimal
 * comma. A comma before three may be either, so it is refused: nobody should pay a thousand times too much.
 */
export function amountTyped(text: string, currency: Currency): number | null {
  const plain = text
    .trim()
    .replace(/^(\d*),(\d{1,2})$/, '$1.$2')
    .replace(/\.$/, '')
    .replace(/^(?=\.)/, '0')
    .replace(/^0+(?=\d)/, '');
  try {
    const amount = toMinorUnits(plain, currency);
    return amount > 0 ? amount : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** The amount as people write it, exactly, also where it is large. */
export function formatAmount(amount: number, currency: string, language: string): string {
  const exact = fromMinorUnits(amount, currency);
  const decimals = exact.split('.')[1]?.length ?? 0;
  return new Intl.NumberFormat(language, {
    ...{ style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals },
  }).format(exact as `${number}`);
}
