/** How names, texts and comments are written in Java. */

export const WRITTEN =
  '// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.\n';
const WIDTH = 118;

/** Names that an accessor cannot have: words of the language, and methods of each object. */
const TAKEN = new Set([
  ...[
    'abstract',
    'boolean',
    'case',
    'class',
    'default',
    'do',
    'double',
    'enum',
    'final',
    'float',
    'for',
    'if',
  ],
  ...['import', 'int', 'interface', 'long', 'new', 'null', 'package', 'private', 'public', 'return', 'short'],
  ...[
    'static',
    'super',
    'switch',
    'this',
    'throw',
    'true',
    'try',
    'void',
    'while',
    'get',
    'build',
    'builder',
  ],
  ...[
    'toJson',
    'toString',
    'hashCode',
    'equals',
    'getClass',
    'notify',
    'notifyAll',
    'wait',
    'clone',
    'finalize',
  ],
]);

/** `order_id` is `orderId`. */
export function camel(name: string): string {
  const made = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (TAKEN.has(made)) throw new Error(`A method in Java cannot be named ${made}`);
  return made;
}

/** `payment.funds_received` is `PAYMENT_FUNDS_RECEIVED`. */
export function constant(value: string): string {
  const made = value
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  return /^\d/.test(made) ? `_${made}` : made;
}

export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
export const quoted = (text: string): string => JSON.stringify(text);

/** A comment of Javadoc, or nothing where there is nothing to say. */
export function javadoc(text: string, indent = ''): string {
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('*/', '*&#47;')
    .replace(/`([^`]*)`/g, '{@code $1}')
    .trim();
  if (html === '') return '';
  const lines: string[] = [];
  for (const word of html.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + 3 + last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const [only = '', ...more] = lines;
  if (more.length === 0 && indent.length + only.length + 7 <= WIDTH) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}
