/** Invisible characters that change the direction of the text after them. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const ISOLATE = '\u2068';
const END_OF_ISOLATE = '\u2069';

/** A text of the merchant's, without characters that could reorder the words around it. */
export function withoutBidiControls(text: string): string {
  return text.replace(BIDI_CONTROLS, '');
}

/**
 * A name inside one of our sentences, isolated because its direction may differ. For a name alone, `<bdi>` does the same.
 */
export function isolated(name: string): string {
  return ISOLATE + name + END_OF_ISOLATE;
}
