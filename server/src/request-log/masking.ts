import { HIDDEN, hideSecrets, isSecretName } from '../kernel/secrets.ts';

/** How much of a body is kept, in characters. */
const KEPT_MAX = 8_000;
/** So much is looked at. What is cut off here in the middle of a secret is cut off below. */
const LOOKED_AT = 2 * KEPT_MAX;
/** How long a header may be, and an address. */
const TEXT_MAX = 1_000;
/** No id is longer. Somebody may have put something else in its place. */
const SEGMENT_MAX = 40;

/** What is secret in our own answers, where each is text. */
const SECRET_TEXT = /"(secret|client_secret)":"(?:[^"\\]|\\.)*(?:"|$)/g;

/** What is kept of a request's body: no secrets, no card numbers, and only its beginning if it is long. */
export function shownRequest(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  return shown(JSON.stringify(body, (name, value) => (isSecretName(name) ? HIDDEN : value)));
}

/** The same of an answer. */
export function shownAnswer(body: string): string {
  return shown(body.slice(0, LOOKED_AT).replace(SECRET_TEXT, `"$1":"${HIDDEN}"`));
}

function shown(text: string): string {
  const hidden = hideSecrets(text.slice(0, LOOKED_AT));
  return hidden.length > KEPT_MAX ? `${hidden.slice(0, KEPT_MAX)}…` : hidden;
}

/** What is kept of a header. */
export function shownText(text: string): string {
  return hideSecrets(text.slice(0, 2 * TEXT_MAX)).slice(0, TEXT_MAX);
}

/** What is kept of an address: its query is read first, because a card number may be encoded in it. */
export function shownAddress(url: string): string {
  const [path = '', ...query] = url.slice(0, 2 * TEXT_MAX).split('?');
  const segments = path
    .split('/')
    .map((each) => (each.length > SEGMENT_MAX ? HIDDEN : hideSecrets(decoded(each))));
  const members = [...new URLSearchParams(query.join('?'))].map(
    ([name, value]) => `${written(name)}=${isSecretName(name) ? HIDDEN : written(value)}`,
  );
  return `${segments.join('/')}${query.length === 0 ? '' : `?${members.join('&')}`}`.slice(0, TEXT_MAX);
}

/** Hidden where it has to be, and otherwise as it is in an address. */
function written(text: string): string {
  return hideSecrets(text).split(HIDDEN).map(encodeURIComponent).join(HIDDEN);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
