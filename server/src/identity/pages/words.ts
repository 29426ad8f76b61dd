import type { Language } from '../../pages/index.ts';
import { en, type Words } from './words-en.ts';
import { zh } from './words-zh.ts';

export type { Words } from './words-en.ts';

const languages: Readonly<Record<Language, Words>> = { en, zh };

export function wordsOf(language: Language): Words {
  return languages[language];
}

/** Fills in the placeholders of a sentence. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
