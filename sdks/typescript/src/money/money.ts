import { InputError } from '../errors.ts';
import { decimalsEver, decimalsOf } from './currencies.ts';

/** The largest amount that Florin takes. */
const AMOUNT_MAX = 999_999_999_999n;

/**
 * The amount in minor units, exactly: `toMinorUnits('25.99', 'USD')` is 2599, and `toMinorUnits('2599', 'JPY')` too. It rounds nothing:
 * a decimal that the currency does not have is refused. Throws `InputError`, also for what is more than Florin takes.
 */
export function toMinorUnits(amount: string, currency: string): number {
  const minor = exactMinorUnits(amount, currency);
  if (minor > AMOUNT_MAX || minor < -AMOUNT_MAX)
    throw new InputError(`${amount} ${currency} is more than Florin takes.`);
  return Number(minor);
}

/** The same without a limit, for sums. */
export function exactMinorUnits(amount: string, currency: string): bigint {
  const decimals = decimalsOf(currency);
  if (typeof amount !== 'string')
    throw new InputError('The amount must be a text such as "25.99": a number with decimals is not exact.');
  const [, sign, whole, fraction = ''] = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined)
    throw new InputError(
      `The amount ${JSON.stringify(amount)} must be digits with a point before its decimals, and nothing else.`,
    );
  if (fraction.length > decimals)
    throw new InputError(`${currency} has ${decimals} decimals, and ${amount} has more.`);
  const minor = BigInt(whole + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -minor : minor;
}

/** The amount as a decimal text: `fromMinorUnits(2599, 'USD')` is `25.99`. Throws `InputError`. */
export function fromMinorUnits(amount: number | bigint, currency: string): string {
  const decimals = decimalsEver(currency);
  if (typeof amount !== 'bigint' && !Number.isSafeInteger(amount))
    throw new InputError(`The amount ${amount} must be a whole number of minor units.`);
  const digits = String(amount < 0 ? -amount : amount).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return `${amount < 0 ? '-' : ''}${digits.slice(0, at)}${decimals === 0 ? '' : `.${digits.slice(at)}`}`;
}
