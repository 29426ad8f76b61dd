import { hasCheckDigit, hideCardNumbers } from './card-number.ts';

export const HIDDEN = '[hidden]';

/** Patterns of Florin's own secrets, which are hidden wherever they appear in a line: in a message, a stack or a URL. */
const secrets: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/\b([sp]k_(?:test|live)_)[\w-]+/g, `$1${HIDDEN}`],
  [/\b(whsec_|cs_secret_|invite_)[\w+/=-]+/g, `$1${HIDDEN}`],
  // The tokens of OpenBao and HashiCorp Vault.
  [/\b(hv[bsr]\.)[\w-]+/g, `$1${HIDDEN}`],
  // The ids of the account and session stay, so that the line can be traced. Only the secret after them opens the page.
  [/(\/(?:checkout|sandbox\/[\w-]+)\/acct_\w+\/\w+\/)[\w-]+/g, `$1${HIDDEN}`],
  // The links in mails.
  [/(\/(?:signup|recover)\/)[\w-]{20,}/g, `$1${HIDDEN}`],
  [/((?:postgres(?:ql)?|smtps?):\/\/[^:@/\s"]*:)[^@\s"]+@/g, `$1${HIDDEN}@`],
];

/** 13 to 19 digits, with or without separators, that begin like a card number. A time in milliseconds begins with 1 and does not match. */
const DIGITS = /(?<![\d.])[2-6](?:[ -]?\d){12,18}(?!\d)/g;

/** Returns the line with secrets and card numbers hidden. */
export function hideSecrets(line: string): string {
  let shown = line;
  for (const [pattern, replacement] of secrets) shown = shown.replace(pattern, replacement);
  shown = shown.replace(DIGITS, (found) => (hasCheckDigit(found.replace(/\D/g, '')) ? HIDDEN : found));
  return hideCardNumbers(shown);
}
