/**
 * Reads JSON from outside so that it has only one meaning (RFC 7493, I-JSON). It refuses bytes that are not UTF-8, two
 * members with the same name, and numbers that would be rounded, instead of repairing them. This is our own code because the
 * parsers that find these read character by character and take four to ten times as long as V8’s parser, which does the
 * parsing here.
 */

/** Tells the sender what is wrong with a text that is not JSON or has more than one meaning. */
export class JsonFault extends Error {
  /** The member at fault, as a JSON pointer without its first slash. Null if it is the text as a whole. */
  readonly member: string | null;

  constructor(message: string, member: string | null = null) {
    super(message);
    this.name = 'JsonFault';
    this.member = member;
  }
}

/** A number with more digits than a JSON number keeps. */
export class InexactNumber extends JsonFault {}

/** Our own objects are only a few levels deep. There is a limit because values are walked through by recursion. */
const DEPTH_MAX = 64;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** The text of these bytes, without a byte order mark. Throws `JsonFault` if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new JsonFault('The bytes are not UTF-8.');
  }
}

/** Reads a JSON text. Throws `JsonFault`, whose message contains nothing of the text except names of members. */
export function parseJson(text: string): unknown {
  const { members, depth, doubtful } = outlineOf(text);
  if (depth > DEPTH_MAX) throw new JsonFault(`Objects and lists are more than ${DEPTH_MAX} deep.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // V8's message is not used, because it shows a piece of the text, which may contain anything.
    throw new JsonFault('Send a JSON object; check quotes, commas and brackets.');
  }
  // Each member has one colon. If several have the same name, V8 keeps only the last.
  if ((typeof value === 'object' ? countMembers(value) : 0) !== members) throw repeatedMember(text);
  if (doubtful) checkNumbers(text);
  return value;
}

/** Calls `visit` with all texts and numbers in a value, and the names of members, each with its path. */
export function visitLeaves(value: unknown, visit: (path: string, leaf: unknown) => void, path = ''): void {
  if (typeof value !== 'object' || value === null) {
    visit(path, value);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? stepOf(name) : `${path}/${stepOf(name)}`;
    if (!Array.isArray(value)) visit(at, name);
    visitLeaves(inner, visit, at);
  }
}

/** The name in a JSON pointer (RFC 6901). */
function stepOf(name: string): string {
  return /[~/]/.test(name) ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;
}

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;

/** Finds without parsing how many members a JSON text has, and how deep it is. */
function outlineOf(text: string): { members: number; depth: number; doubtful: boolean } {
  const escapes = text.includes('\\');
  let members = 0;
  let depth = 0;
  let deepest = 0;
  let doubtful = false;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      if (++digits > 15) doubtful = true;
      continue;
    }
    // A point continues the number. An exponent needs a closer look.
    if (code === 46) continue;
    if (digits > 0 && (code === 101 || code === 69)) doubtful = true;
    digits = 0;
    if (code === QUOTE) {
      at = endOfString(text, at + 1, escapes);
      if (at === -1) break;
    } else if (code === COLON) members++;
    else if (code === 123 || code === 91) {
      if (++depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) depth--;
  }
  return { members, depth: deepest, doubtful };
}

/** Where the string that begins there ends, or -1 if it does not end. */
function endOfString(text: string, start: number, escapes: boolean): number {
  let end = text.indexOf('"', start);
  while (escapes && end !== -1) {
    let before = end;
    while (before > start && text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((end - before) % 2 === 0) break;
    end = text.indexOf('"', end + 1);
  }
  return end;
}

function countMembers(value: object | null): number {
  if (value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const each of value) if (typeof each === 'object') members += countMembers(each);
    return members;
  }
  for (const name in value) {
    members++;
    const inner = value[name as never] as unknown;
    if (typeof inner === 'object') members += countMembers(inner);
  }
  return members;
}

/** Finds the member that is twice in one object. */
function repeatedMember(text: string): JsonFault {
  const open: Set<string>[] = [];
  for (const [token, name, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(?:\s*(:))?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const member: string = JSON.parse(name as string);
      const names = open.at(-1) as Set<string>;
      if (names.has(member)) return new JsonFault('A member is twice in one object. Send it once.', member);
      names.add(member);
    }
  }
  return new JsonFault('A member is twice in one object. Send it once.');
}

type Reviver = (name: string, value: unknown, context: { source?: string }) => unknown;

/** Throws `InexactNumber` if a number in the text would be rounded. */
function checkNumbers(text: string): void {
  const inexact = Symbol();
  const mark: Reviver = (_name, value, { source }) =>
    typeof value === 'number' && !isExact(source as string, value) ? inexact : value;
  const marked = JSON.parse(text, mark as Parameters<typeof JSON.parse>[1]);
  visitLeaves(marked, (path, leaf) => {
    if (leaf === inexact)
      throw new InexactNumber('A number has more digits than a JSON number keeps. Send fewer.', path || null);
  });
}

/** A double keeps any fifteen digits, and sixteen if it is a whole number up to 2^53. */
function isExact(source: string, value: number): boolean {
  const [mantissa = ''] = source.replace('-', '').split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction.replace(/0+$/, '')}`.replace(/^0+/, '');
  return Number.isFinite(value) && (digits.length <= 15 || (fraction === '' && Number.isSafeInteger(value)));
}
