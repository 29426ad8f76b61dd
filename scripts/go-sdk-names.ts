/** Names and comments as Go has them, in the very layout of gofmt: nothing formats what is written. */

const INITIALISMS = new Set(
  'api cvc dns fapi html http id ip json jwe jwk jwks pem pkce qr rsa san tls uri url utf8'.split(' '),
);
const COMMENT_COLUMNS = 110;

/** `order_id` is `OrderID`, and `ApiKeyKind` is `APIKeyKind`. */
export function goName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return words.map(capitalWord).join('');
}

/** As an identifier that the package keeps to itself: `createPayment`. */
export function hiddenName(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function capitalWord(word: string): string {
  const lower = word.toLowerCase();
  if (lower === 'dpop') return 'DPoP';
  if (lower === 'uris') return 'URIs';
  return INITIALISMS.has(lower) ? word.toUpperCase() : `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** The part that a value adds to the name of its enum: of a URN the last segment. */
export function goValueName(value: string): string {
  return goName(value.startsWith('urn:') ? value.slice(value.lastIndexOf(':') + 1) : value);
}

/** A comment of one paragraph, so that gofmt finds no list and no heading in it. */
export function goComment(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && line.length + word.length >= COMMENT_COLUMNS - indent.length) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((each) => `${indent}// ${each}\n`).join('');
}

/** A text in quotes. What the document has needs no other escapes than those of JSON. */
export function goText(text: string): string {
  return JSON.stringify(text);
}
