/** Made-up card numbers with one rare beginning, and the search for that beginning in every form in which it could be kept. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { hasCheckDigit } from '../kernel/card-number.ts';

/** All numbers begin so, in Visa's range, and nothing else of a Florin does. */
const BEGINNING = '4539571902';

let made = 0;
/** Another number that looks real and is none: of no published test card, with the right check digit. */
export function madeUpNumber(): string {
  const digits = `${BEGINNING}${String(10_000 + 37 * made++).padStart(5, '0')}`;
  for (let check = 0; ; check++) if (hasCheckDigit(`${digits}${check}`)) return `${digits}${check}`;
}

/** What three bytes in a row become depends on where they begin, so there are three forms of base64. */
function base64Of(text: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), text])
      .toString('base64')
      .replaceAll('=', '');
    // The first and the last sign depend on their neighbours too.
    const first = Math.ceil((before * 4) / 3);
    return whole.slice(first, Math.floor(((before + text.length) * 4) / 3));
  });
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const grouped = (gap: string): string => BEGINNING.replace(/\d{4}(?=\d)/g, `$&${gap}`);

/** The beginning in every form, each with a name. */
export const forms: ReadonlyMap<string, Buffer> = new Map(
  (
    [
      ['plain', BEGINNING],
      ['spaces', grouped(' ')],
      ['dashes', grouped('-')],
    ] as const
  ).flatMap(([name, text]) => {
    const bytes = Buffer.from(text);
    return [
      [name, bytes] as const,
      ...base64Of(bytes).map((form, at) => [`${name}, base64 at ${at}`, Buffer.from(form)] as const),
      [`${name}, hex`, Buffer.from(bytes.toString('hex'))] as const,
      [`${name}, HEX`, Buffer.from(bytes.toString('hex').toUpperCase())] as const,
      [`${name}, UTF-16LE`, Buffer.from(text, 'utf16le')] as const,
      [`${name}, UTF-16BE`, utf16be(text)] as const,
      [`${name}, percent-encoded`, Buffer.from(encodeURIComponent(text))] as const,
    ];
  }),
);
const LONGEST = Math.max(...[...forms.values()].map(({ length }) => length));

/** The forms in which these bytes hold the beginning. */
export function formsIn(bytes: Buffer): string[] {
  return [...forms].flatMap(([name, form]) => (bytes.includes(form) ? [name] : []));
}

/** The same of a file, which may be compressed, with what else is looked for in it. */
export async function formsInFile(file: string, mark: string): Promise<{ found: string[]; marked: boolean }> {
  const found = new Set<string>();
  let marked = false;
  let before: Buffer = Buffer.alloc(0);
  const content = createReadStream(file, { highWaterMark: 1 << 20 });
  for await (const chunk of file.endsWith('.gz') ? content.pipe(createGunzip()) : content) {
    const seen = Buffer.concat([before, chunk as Buffer]);
    for (const form of formsIn(seen)) found.add(form);
    marked ||= seen.includes(mark);
    before = seen.subarray(-Math.max(LONGEST, mark.length));
  }
  return { found: [...found], marked };
}

export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
