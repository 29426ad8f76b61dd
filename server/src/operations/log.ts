import pino, { type DestinationStream, type Logger } from 'pino';
import { hideCardNumbers } from '../kernel/card-number.ts';

const HIDDEN = '[hidden]';

/** How the secrets of the house look, wherever in a line they stand: in a message, a stack, a URL. */
const secrets: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/\b([sp]k_(?:test|live)_)[\w-]+/g, `$1${HIDDEN}`],
  [/\b(whsec_|cs_secret_)[\w+/=-]+/g, `$1${HIDDEN}`],
  // Account and session stay, so that the line can be followed; the secret behind them opens the page.
  [/(\/(?:checkout|sandbox\/[\w-]+)\/acct_\w+\/\w+\/)[\w-]+/g, `$1${HIDDEN}`],
  [/(postgres(?:ql)?:\/\/[^:@/\s"]*:)[^@\s"]+@/g, `$1${HIDDEN}@`],
];

/** 13 to 19 digits, alone or in groups, beginning as card numbers do (a time in milliseconds begins with 1). */
const DIGITS = /(?<![\d.])[2-6](?:[ -]?\d){12,18}(?!\d)/g;

/** The line without anything that opens a door or pays a bill. */
export function hideSecrets(line: string): string {
  let shown = line;
  for (const [pattern, replacement] of secrets) shown = shown.replace(pattern, replacement);
  shown = shown.replace(DIGITS, (found) => (isCardNumber(found.replace(/\D/g, '')) ? HIDDEN : found));
  return hideCardNumbers(shown);
}

/** Luhn's check, ISO/IEC 7812-1 annex B. */
function isCardNumber(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : 2 * digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Fields that are hidden by their name, whatever is in them. */
const fields = ['authorization', 'cookie', 'password', 'secret', 'client_secret', 'number', 'cvc'];

/**
 * The log: one JSON object a line on standard output. Every line is looked through whole before it is written, since an
 * error may carry in its message whatever it broke on.
 */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: fields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: HIDDEN,
    },
    hooks: { streamWrite: hideSecrets },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
