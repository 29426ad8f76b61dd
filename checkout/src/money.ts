/** The amount as it is written in that language, with the decimals of ISO 4217, which the platform sends. */
export function formatMoney(
  money: { amount: number; currency: string; decimals: number },
  language: string,
): string {
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: money.decimals,
    maximumFractionDigits: money.decimals,
  }).format(money.amount / 10 ** money.decimals);
}

/** The amount as a bank's form accepts it: digits and a point. */
export function plainAmount(money: { amount: number; decimals: number }): string {
  return (money.amount / 10 ** money.decimals).toFixed(money.decimals);
}
