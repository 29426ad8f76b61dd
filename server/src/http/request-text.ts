import type { FastifyRequest } from 'fastify';
import { holdsCardNumber, mayHoldCardNumber } from '../kernel/card-number.ts';
import { decodeUtf8, InexactNumber, JsonFault, parseJson, visitLeaves } from '../kernel/json.ts';
import { Problem } from '../kernel/problem.ts';

/** The same rules apply to all text of a request, wherever it is: it is well formed, can be stored, and has no card number. */

/** The names in use for UTF-8, and for ASCII, which is a subset of it. */
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;
const UTF8 = /^(utf-?8|us-ascii)$/i;

/** Returns the text of the body. Throws `unsupported_media_type` if it declares another encoding, or `malformed_json`. */
export function textOf(request: FastifyRequest, body: Buffer): string {
  const type = request.headers['content-type'] ?? '';
  const charset = type.length > 'application/json'.length ? CHARSET.exec(type)?.[1] : undefined;
  if (charset !== undefined && !UTF8.test(charset))
    throw new Problem('unsupported_media_type', 'Send the body in UTF-8. No other charset is accepted.');
  try {
    return decodeUtf8(body);
  } catch {
    throw new Problem('malformed_json', 'The body is not UTF-8. Encode it as UTF-8 before you send it.');
  }
}

/** Fields whose invalid numbers have their own code, as in `problems.ts`. */
const AMOUNT = /(^|\/)amount$/;

/** Parses the body as JSON. Throws `malformed_json`, `invalid_request`, `amount_invalid` or `card_number_refused`. */
export function jsonOf(text: string): unknown {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { message, member } = error;
    const field = member === null ? {} : { field: member };
    if (!(error instanceof InexactNumber)) throw new Problem('malformed_json', message, field);
    throw new Problem(AMOUNT.test(member ?? '') ? 'amount_invalid' : 'invalid_request', message, field);
  }
  // Without escapes, all texts in the value are pieces of this one. It is well formed, because its bytes were checked.
  if (text.includes('\\') || mayHoldCardNumber(text))
    visitLeaves(value, (path, leaf) => {
      if (typeof leaf === 'string' && !CARD_FIELDS.has(path)) checkText(path, leaf);
    });
  return value;
}

/** The fields that may contain a card number. It is exchanged for a token before anything else is done. */
const CARD_FIELDS: ReadonlySet<string> = new Set([
  'card/number',
  'payment_method/card/number',
  'method/card/number',
]);

/** Checks one text. Throws `invalid_request` or `card_number_refused`. */
export function checkText(field: string, text: string): void {
  // A PostgreSQL text value cannot contain NUL, and jsonb cannot contain half of a surrogate pair.
  if (text.includes('\0') || !text.isWellFormed())
    throw new Problem(
      'invalid_request',
      'A text contains NUL or half a surrogate pair, which is not valid text.',
    );
  refuseCard(field, text);
}

/** Throws `card_number_refused`. */
export function refuseCard(field: string, text: string): void {
  if (holdsCardNumber(text))
    throw new Problem(
      'card_number_refused',
      'This holds what is or looks like a card number. Send cards in `payment_method` only, or swap them for tokens.',
      { field },
    );
}

/** Header fields that may be sent only once, because it would be unclear which of two counts. Each has a bit of its own. */
const ONCE = new Map(
  ['host', 'authorization', 'content-type', 'content-encoding', 'idempotency-key', 'last-event-id'].map(
    (name, index) => [name, 1 << index],
  ),
);

/** Checks the header fields. Throws `invalid_request` or `unsupported_media_type`. */
export function checkHeaders({ raw, headers }: FastifyRequest): void {
  const fields = raw.rawHeaders;
  let seen = 0;
  for (let index = 0; index < fields.length; index += 2) {
    const field = fields[index] as string;
    const bit = ONCE.get(field.toLowerCase()) ?? 0;
    if ((seen & bit) !== 0)
      throw new Problem('invalid_request', `The header ${field} was sent twice. Send it once.`, { field });
    seen |= bit;
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !/^(identity)?$/i.test(encoding))
    throw new Problem('unsupported_media_type', 'Send the body as it is, without Content-Encoding.');
}

/** The path as a route sees it, or as it is where it is not percent-encoded UTF-8. */
function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Checks the requested address. Node has already refused addresses that are not ASCII. Throws `invalid_request`, `not_found` or `card_number_refused`. */
export function checkAddress(request: FastifyRequest): void {
  const { url } = request;
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  // No id contains NUL or a card's number, so nothing with such a name exists.
  if (path.includes('%00') || holdsCardNumber(decoded(path)))
    throw new Problem(request.is404 ? 'address_unknown' : 'not_found');
  if (mark === -1) return;
  try {
    decodeURIComponent(url.slice(mark));
  } catch {
    throw new Problem('invalid_request', 'The query is not percent-encoded UTF-8.');
  }
  for (const [name, values] of Object.entries(request.query as Record<string, string | string[]>)) {
    checkText(name, name);
    for (const value of [values].flat()) checkText(name, value);
  }
}
