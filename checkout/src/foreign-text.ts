/** Characters that turn the direction of what follows them, and are seen by nobody. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const ISOLATE = '\u2068';
const END_OF_ISOLATE = '\u2069';

/** A text of the merchant's, such that it cannot turn around the words beside it. */
export function withoutBidiControls(text: string): string {
  return text.replace(BIDI_CONTROLS, '');
}

/** A name within a sentence of ours, whichever way it is read; where it stands alone, `<bdi>` does the same. */
export function isolated(name: string): string {
  return ISOLATE + name + END_OF_ISOLATE;
}
