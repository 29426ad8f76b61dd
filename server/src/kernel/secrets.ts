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
  // Bounded, because a text may repeat the beginning of an address thousands of times. Operators write passwords with a slash, too.
  [/((?:postgres(?:ql)?|smtps?):\/\/[^:@/\s"]{0,100}:)[^@\s"]{1,500}@/g, `$1${HIDDEN}@`],
  [/(https?:\/\/[^:@/\s"]{0,100}:)[^@/\s"]{1,500}@/g, `$1${HIDDEN}@`],
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

/** Members with secrets. A refused body may have them under names that Florin does not know. */
const SECRET_NAME =
  /cv[cvn]|csc|secur|secret|passw|passphrase|pass_?code|token|private|api_?key|verification_value|_jwe$|^(?:number|pin|cid)\b|card_?number|(?:^|_)pan$/i;
/** How an app authenticates itself, which is no secret though it sounds like one. */
const NO_SECRET = 'token_endpoint_auth_method';

/** Whether what stands under this name, in a body or a query, should not be read by whoever reads a log. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && name !== NO_SECRET;
}

/** Hides what is secret in a value, by the names of its members and by what its texts look like: for `JSON.parse` and `JSON.stringify`. */
export function withoutSecrets(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (isSecretName(name)) return HIDDEN;
  return typeof value === 'string' ? hideSecrets(value) : value;
}
