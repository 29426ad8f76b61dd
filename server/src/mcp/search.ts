import MiniSearch from 'minisearch';
import { chineseTerms } from './chinese.ts';
import type { Passage } from './passages.ts';

const FOUND_MAX = 6;
const HAN = /\p{Script=Han}+/gu;
const WORD = /[\p{L}\p{N}_]+/gu;
/** How a question is asked in Chinese. It is so rare in documents that it would count for more than what is asked about. */
const ASKING = /如何|怎么样?|怎样|什么|哪些|哪个|哪里|为何|是否|可以|请问/g;

/** An index of all passages, for questions in English and in Chinese. */
export class Search {
  readonly #index: MiniSearch<Passage>;
  readonly #passages: ReadonlyMap<string, Passage>;

  constructor(passages: readonly Passage[]) {
    this.#passages = new Map(passages.map((passage) => [passage.id, passage]));
    this.#index = new MiniSearch<Passage>({
      fields: ['title', 'text'],
      tokenize: termsOf,
      // The terms are already as they are to be compared.
      processTerm: (term) => term,
      searchOptions: {
        boost: { title: 3 },
        prefix: (term) => term.length > 3,
        fuzzy: (term) => (term.length > 5 && !/\p{Script=Han}/u.test(term) ? 0.15 : false),
      },
    });
    this.#index.addAll(passages);
  }

  /** The passages that fit the question best, the best first. */
  find(question: string): Passage[] {
    return this.#index
      .search(inEnglishToo(question))
      .slice(0, FOUND_MAX)
      .flatMap(({ id }) => this.#passages.get(id) ?? []);
  }
}

/**
 * The terms of a text: words in lower case and without the `s` of a plural, names such as `createRefund` and `order_id` whole
 * and in their parts, and every two neighbours of what is written in Chinese, which has no spaces.
 */
export function termsOf(text: string): string[] {
  const normal = text.normalize('NFKC');
  const bigrams = [...normal.matchAll(HAN)].flatMap(([run]) => {
    const signs = [...run];
    return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
  });
  const words = [...normal.replaceAll(HAN, ' ').matchAll(WORD)].flatMap(([word]) => {
    const parts = word.match(/\p{Lu}?[\p{Ll}\p{N}]+|\p{Lu}+(?!\p{Ll})/gu) ?? [];
    return parts.length > 1 ? [word, ...parts] : [word];
  });
  return [...bigrams, ...words.map((word) => singular(word.toLowerCase()))];
}

function singular(word: string): string {
  return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function inEnglishToo(question: string): string {
  const normal = question.normalize('NFKC').replaceAll(ASKING, ' ');
  const said = Object.entries(chineseTerms).flatMap(([term, words]) =>
    normal.includes(term) ? [words] : [],
  );
  return [normal, ...said].join(' ');
}
