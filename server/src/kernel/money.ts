import { data as iso4217 } from 'currency-codes';

declare const brand: unique symbol;
/** An ISO 4217 code that money can be in. */
export type Currency = string & { readonly [brand]: 'currency' };

/** An amount in minor units (cents, fils, whole yen). Never a float. */
export interface Money {
  readonly amount: bigint;
  readonly currency: Currency;
}

/** The largest amount of one object on the wire. It is exact as a JSON number. */
export const AMOUNT_MAX = 999_999_999_999n;

/**
 * Codes of ISO 4217 whose minor unit is "N.A.": metals, funds, units of account, testing, no currency. The package gives
 * them 0 decimals, as it does the yen, so they are listed here. A test compares them with ISO's own list.
 */
const WITHOUT_MINOR_UNIT = new Set([
  'XAG',
  'XAU',
  'XBA',
  'XBB',
  'XBC',
  'XBD',
  'XDR',
  'XPD',
  'XPT',
  'XSU',
  'XTS',
  'XUA',
  'XXX',
]);

/** What the standard has added since 2024-06-25, the date of the package's list: the first day and the decimals of each. */
const ADDED: Readonly<Record<string, { readonly since: string; readonly decimals: number }>> = {
  // Curaçao and Sint Maarten.
  XCG: { since: '2025-03-31', decimals: 2 },
  // The Arab Monetary Fund's accounts.
  XAD: { since: '2025-05-12', decimals: 2 },
};

/** What the standard has withdrawn since, and from which day. Earlier payments keep their currency and its decimals. */
const WITHDRAWN: Readonly<Record<string, string>> = {
  // Cuba now has only the peso.
  CUC: '2021-06-30',
  // Curaçao and Sint Maarten now have XCG.
  ANG: '2025-07-01',
  // Bulgaria now has the euro.
  BGN: '2026-01-01',
};

const DECIMALS = new Map<string, number>([
  ...iso4217
    .filter(({ code }) => !WITHOUT_MINOR_UNIT.has(code))
    .map(({ code, digits }) => [code, digits] as const),
  ...Object.entries(ADDED).map(([code, { decimals }]) => [code, decimals] as const),
]);

/** Every currency that a payment can be made in, sorted. */
export const currencies: readonly Currency[] = [...DECIMALS.keys()]
  .filter((code) => !(code in WITHDRAWN))
  .sort() as Currency[];

const payable: ReadonlySet<string> = new Set(currencies);

/** The currency with that code, or null if ISO 4217 has no such currency for payments. */
export function parseCurrency(code: string): Currency | null {
  return payable.has(code) ? (code as Currency) : null;
}

/** How many decimals the currency's minor unit has: USD 2, JPY 0, KWD 3. */
export function decimalsOf(currency: Currency): number {
  return DECIMALS.get(currency) as number;
}

/** Adds two amounts. Throws if their currencies differ. */
export function add(left: Money, right: Money): Money {
  if (left.currency !== right.currency) {
    throw new Error(`cannot add ${right.currency} to ${left.currency}`);
  }
  return { amount: left.amount + right.amount, currency: left.currency };
}

/** The amount as people write it, with the decimals of its currency: `1.00 USD`, `100 JPY`, `0.100 KWD`. */
export function formatMoney({ amount, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const sign = amount < 0n ? '-' : '';
  return decimals === 0
    ? `${sign}${whole} ${currency}`
    : `${sign}${whole}.${digits.slice(-decimals)} ${currency}`;
}

/** The smaller of two amounts of one currency. */
export function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

/** The platform's fee on an amount: basis points of it, rounded half up, plus a fixed part. It never exceeds the amount. */
export function feeOn(amount: bigint, plan: { basisPoints: bigint; fixed: bigint }): bigint {
  const fee = (amount * plan.basisPoints + 5_000n) / 10_000n + plan.fixed;
  return least(fee, amount);
}
