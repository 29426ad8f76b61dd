import { InputError } from '../errors.ts';
import { decimalsOf } from './currencies.ts';

/** The largest amount that Florin takes. */
const AMOUNT_MAX = 999_999_999_999;

/**
 * The amount in minor units, exactly: `toMinorUnits('25.99', 'USD')` is 2599, and `toMinorUnits('2599', 'JPY')` too. It rounds nothing:
 * a decimal that the currency does not have is refused, unless it is 0. Throws `InputError`.
 */
export function toMinorUnits(amount: string, currency: string): number {
  const decimals = decimalsOf(currency);
  if (typeof amount !== 'string')
    throw new InputError('The amount must be a text such as "25.99": a number with decimals is not exact.');
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined)
    throw new InputError(
      `The amount ${JSON.stringify(amount)} must be digits with a point before its decimals, and nothing else.`,
    );
  const beyond = fraction.slice(decimals);
  if (/[1-9]/.test(beyond))
    throw new InputError(`${currency} has ${decimals} decimals, and ${amount} has more.`);
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (minor > AMOUNT_MAX) throw new InputError(`${amount} ${currency} is more than Florin takes.`);
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** The amount as a decimal text: `fromMinorUnits(2599, 'USD')` is `25.99`. Throws `InputError`. */
export function fromMinorUnits(amount: number | bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  if (typeof amount !== 'bigint' && !Number.isSafeInteger(amount))
    throw new InputError(`The amount ${amount} must be a whole number of minor units.`);
  const digits = String(amount < 0 ? -amount : amount).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return `${amount < 0 ? '-' : ''}${digits.slice(0, at)}${decimals === 0 ? '' : `.${digits.slice(at)}`}`;
}
