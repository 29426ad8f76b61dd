import { HIDDEN, hideSecrets } from '../kernel/secrets.ts';

/** How much of a body is kept, in characters. */
const KEPT_MAX = 8_000;
/** So much is looked at. What is cut off here in the middle of a secret is cut off below. */
const LOOKED_AT = 4 * KEPT_MAX;

/** Members with secrets. A refused body may have them under names that Florin does not know. */
const SECRET =
  /^(?:number|pan|card_?number|cv[cv]2?|csc|security_?code|(?:client_?|webhook_?)?secret|password|passphrase|\w+_jwe)$/i;
/** The same in our own answers, where each is text. */
const SECRET_TEXT = /"(secret|client_secret)":"(?:[^"\\]|\\.)*(?:"|$)/g;

/** What is kept of a request's body: no secrets, no card numbers, and only its beginning if it is long. */
export function shownRequest(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  return shown(JSON.stringify(body, (name, value) => (SECRET.test(name) ? HIDDEN : value)));
}

/** The same of an answer. */
export function shownAnswer(body: string): string {
  return shown(body.slice(0, LOOKED_AT).replace(SECRET_TEXT, `"$1":"${HIDDEN}"`));
}

function shown(text: string): string {
  const hidden = hideSecrets(text.slice(0, LOOKED_AT));
  return hidden.length > KEPT_MAX ? `${hidden.slice(0, KEPT_MAX)}…` : hidden;
}
