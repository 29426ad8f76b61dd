import validator from 'card-validator';

/** A card number in one piece or in the groups of the card. With a letter next to it, it is part of another word. */
const WRITTEN = [
  String.raw`\d{14,19}`,
  String.raw`\d{4}([ -])\d{4}\1\d{4}\1\d{2,4}`,
  String.raw`\d{4}([ -])\d{4}\1\d{4}\1\d{4}\1\d{1,3}`,
  String.raw`\d{4}([ -])\d{6}\1\d{4,5}`,
  String.raw`\d{6}[ -]\d{13}`,
].map((digits) => new RegExp(`(?<![A-Za-z0-9])${digits}(?![A-Za-z0-9])`, 'g'));

const LENGTH_MIN = 14;
const ENOUGH_DIGITS = new RegExp(
  String.raw`[0-9\uff10-\uff19](?:[ \u00a0-]?[0-9\uff10-\uff19]){${LENGTH_MIN - 1}}`,
);

/** Whether the text is worth searching. Hardly any text is, and this test takes less than a microsecond. */
export function mayHoldCardNumber(text: string): boolean {
  return ENOUGH_DIGITS.test(text);
}

/**
 * Whether the text contains a card number: digits with a length and in a range that cards are issued in, and with the right
 * check digit. One in ten order numbers of sixteen digits has a right check digit by chance, so the range decides. Longer
 * numbers count only in UnionPay's ranges, because no other cards in use are that long and shops number their orders that
 * way.
 */
export function holdsCardNumber(text: string): boolean {
  return mayHoldCardNumber(text) && cardNumbersIn(text.normalize('NFKC')).length > 0;
}

/** Returns the text with all card numbers hidden. */
export function hideCardNumbers(text: string): string {
  if (!mayHoldCardNumber(text)) return text;
  let shown = text.normalize('NFKC');
  const found = cardNumbersIn(shown);
  for (const number of found) shown = shown.replaceAll(number, '[hidden]');
  return found.length === 0 ? text : shown;
}

function cardNumbersIn(text: string): string[] {
  return WRITTEN.flatMap((pattern) => {
    const found: string[] = [];
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (isCardNumber(match[0].replace(/[ -]/g, ''))) found.push(match[0]);
      // A number may begin inside digits that only looked like one.
      pattern.lastIndex = match.index + 1;
    }
    return found;
  });
}

function isCardNumber(digits: string): boolean {
  const { isValid, card } = validator.number(digits, { luhnValidateUnionPay: true });
  return isValid && (digits.length <= 16 || card?.type === 'unionpay');
}
