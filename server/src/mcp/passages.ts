import type { Document } from '../front/index.ts';
import type { Reference } from './reference.ts';

/** What is found as one: a part of a document below its heading, or an operation of the API. */
export interface Passage {
  readonly id: string;
  readonly kind: 'document' | 'operation';
  readonly title: string;
  /** The address of the document, with the heading; or the operation's method and path. */
  readonly at: string;
  readonly text: string;
}

/** A longer part is cut between its paragraphs. */
const TEXT_MAX = 1500;

export function passagesOf(
  documents: readonly Document[],
  reference: Reference,
  publicUrl: string,
): Passage[] {
  const parts = documents.flatMap((document) => partsOf(document, publicUrl));
  const operations = [...reference.values()].map(
    ({ name, method, path, summary, description, scope, parameters, body }): Omit<Passage, 'id'> => ({
      kind: 'operation',
      title: `${name}: ${summary}`,
      at: `${method.toUpperCase()} ${path}`,
      text: [
        description,
        ...(scope === null ? [] : [`Scope: ${scope}.`]),
        namesOf(
          'Parameters',
          parameters.map((each) => each.name),
        ),
        namesOf('Body', Object.keys(body?.properties ?? {})),
      ]
        .filter((line) => line !== '')
        .join('\n'),
    }),
  );
  return [...parts, ...operations].map((passage, index) => ({ id: String(index), ...passage }));
}

function namesOf(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${what}: ${names.join(', ')}.`;
}

function partsOf({ path, title, text }: Document, publicUrl: string): Omit<Passage, 'id'>[] {
  return sectionsOf(text).flatMap(({ heading, body }) =>
    piecesOf(body).map((piece) => ({
      kind: 'document' as const,
      title: heading === null || heading === title ? title : `${title}: ${heading}`,
      at: `${publicUrl}${path}${heading === null || heading === title ? '' : `#${anchorOf(heading)}`}`,
      text: piece,
    })),
  );
}

/** The text below each heading. A line in a block of code is no heading. */
function sectionsOf(text: string): { readonly heading: string | null; readonly body: string }[] {
  const sections: { heading: string | null; lines: string[] }[] = [{ heading: null, lines: [] }];
  let inCode = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) inCode = !inCode;
    const [, heading] = inCode ? [] : (/^#{1,6} (.+)$/.exec(line) ?? []);
    if (heading === undefined) sections.at(-1)?.lines.push(line);
    else sections.push({ heading, lines: [] });
  }
  return sections
    .map(({ heading, lines }) => ({ heading, body: lines.join('\n').trim() }))
    .filter(({ body }) => body !== '');
}

function piecesOf(body: string): string[] {
  const pieces: string[] = [];
  for (const paragraph of body.split(/\n\n+/)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + paragraph.length < TEXT_MAX)
      pieces[pieces.length - 1] = `${last}\n\n${paragraph}`;
    else pieces.push(paragraph);
  }
  return pieces.flatMap((piece) => (piece.length <= TEXT_MAX ? [piece] : linesOf(piece)));
}

/** A long table or list, cut between its lines. */
function linesOf(piece: string): string[] {
  const pieces: string[] = [''];
  for (const line of piece.split('\n')) {
    const last = pieces.at(-1) as string;
    if (last !== '' && last.length + line.length > TEXT_MAX) pieces.push(line);
    else pieces[pieces.length - 1] = last === '' ? line : `${last}\n${line}`;
  }
  return pieces;
}

/** The anchor that renderers of Markdown give a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
