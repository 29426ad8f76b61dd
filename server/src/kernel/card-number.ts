import validator from 'card-validator';

/** A card number in one piece or in the groups of the card. With a letter next to it, it is part of another word. */
const FORMS = [
  String.raw`\d{14,19}`,
  String.raw`\d{4}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{2,4}`,
  String.raw`\d{4}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{4}\k<gap>\d{1,3}`,
  String.raw`\d{4}(?<gap>[ -])\d{6}\k<gap>\d{4,5}`,
  String.raw`\d{6}[ -]\d{13}`,
];
const alone = (form: string): string => `(?<![A-Za-z0-9])${form}(?![A-Za-z0-9])`;
const WRITTEN = FORMS.map((form) => new RegExp(alone(form), 'g'));
/** All forms at once. That they begin with four digits is said first, because most places in a text are not even that. */
const ANY_FORM = new RegExp(alone(String.raw`(?=\d{4})(?:${FORMS.join('|')})`));

const LENGTH_MIN = 14;
const ENOUGH_DIGITS = new RegExp(
  String.raw`[0-9\uff10-\uff19](?:[ \u00a0-]?[0-9\uff10-\uff19]){${LENGTH_MIN - 1}}`,
);
const ASCII = /^[\0-\x7f]*$/;

/**
 * Whether the text is worth searching. Hardly any text is, and this test takes less than a microsecond. Order numbers often
 * have as many digits as a card, but in other groups. That can be seen at once if the text is ASCII, because then it is what
 * it will be normalized to.
 */
export function mayHoldCardNumber(text: string): boolean {
  return ENOUGH_DIGITS.test(text) && (ANY_FORM.test(text) || !ASCII.test(text));
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
  // The library compares the number with all ranges first, which takes far longer.
  if (!hasCheckDigit(digits)) return false;
  const { isValid, card } = validator.number(digits, { luhnValidateUnionPay: true });
  return isValid && (digits.length <= 16 || card?.type === 'unionpay');
}

/** Whether the last digit is the check digit of the others by the Luhn formula (ISO/IEC 7812-1 annex B). */
export function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : 2 * digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
