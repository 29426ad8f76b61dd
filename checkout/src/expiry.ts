/** The month and year of a card, as people write them. */
export interface Expiry {
  readonly month: number;
  readonly year: number;
}

/** No card is valid for longer. */
const YEARS_MAX = 20;

/**
 * Reads `1/30`, `01/2030`, `0130`, `１２／３０`, `2030-01`, and a whole date that begins with its year. Returns null if it is not
 * clear which part is the month and which the year. The month may be one that does not exist.
 */
export function readExpiry(typed: string): Expiry | null {
  const plain = typed.normalize('NFKC').trim();
  const monthFirst =
    /^(\d{2})(\d{2}|\d{4})$/.exec(plain) ?? /^(\d{1,2})\s*[/.\s\u2010-\u2015-]\s*(\d{2}|\d{4})$/.exec(plain);
  if (monthFirst !== null) return expiryOf(monthFirst[1], monthFirst[2]);
  const yearFirst =
    /^(\d{4})\s*[/.年\u2010-\u2015-]\s*(\d{1,2})(?:\s*[/.月\u2010-\u2015-]\s*(?:\d{1,2}\s*日?)?)?$/.exec(
      plain,
    );
  return yearFirst === null ? null : expiryOf(yearFirst[2], yearFirst[1]);
}

function expiryOf(month = '', year = ''): Expiry {
  return { month: Number(month), year: year.length === 2 ? 2000 + Number(year) : Number(year) };
}

/** What is wrong with it at that moment, as the key of the message and its values, or null. */
export function expiryFault(
  typed: string,
  now: number,
): { says: string; values: Record<string, string | number> } | null {
  const expiry = readExpiry(typed);
  if (expiry === null) return { says: 'expiry', values: {} };
  const { month, year } = expiry;
  if (month < 1 || month > 12) return { says: 'expiry_month', values: { month } };
  // As on the platform: valid through the last day of the month, in UTC.
  if (now >= Date.UTC(year, month)) return { says: 'expiry_past', values: {} };
  if (year > new Date(now).getUTCFullYear() + YEARS_MAX) return { says: 'expiry_far', values: { year } };
  return null;
}

/** Four digits, as a phone's number pad gives them, get a slash in the middle. Anything else stays as it was typed. */
export function groupedExpiry(typed: string): string {
  const plain = typed.normalize('NFKC');
  return /^(0[1-9]|1[0-2])\d{2}$/.test(plain) ? `${plain.slice(0, 2)} / ${plain.slice(2)}` : plain;
}
