import { FlorinError, InputError } from './errors.ts';

/** A list as the API answers with it. */
export interface List<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
}

/** A list that leads on to what follows it. */
export interface Page<T> extends List<T> {
  /** The next page in the direction that was asked for, or null where this was the last one. */
  next(): Promise<Page<T>> | null;
}

/**
 * A list that was asked for: `await` gives its first page, and `for await` goes through every object, page by page. What is created
 * meanwhile is newer than where one reads, and moves nothing.
 */
export interface Pages<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {
  catch: Promise<Page<T>>['catch'];
  finally: Promise<Page<T>>['finally'];
}

type Query = Readonly<Record<string, unknown>>;

/** @param ask fetches one page. The first one is asked for when somebody waits for it. */
export function pagesOf<T>(query: Query, ask: (query: Query) => Promise<List<T>>): Pages<T> {
  if (query.after !== undefined && query.before !== undefined)
    throw new InputError('A list goes on after an id or before one: hand in after or before.');
  const page = async (asked: Query): Promise<Page<T>> => pageOf(await ask(asked), asked, page);
  let first: Promise<Page<T>> | null = null;
  const begin = () => (first ??= page(query));
  return {
    // biome-ignore lint/suspicious/noThenProperty: the list is awaited, as the answers of other methods are
    then: (onDone, onFailed) => begin().then(onDone, onFailed),
    catch: (onFailed) => begin().catch(onFailed),
    finally: (onEnded) => begin().finally(onEnded),
    async *[Symbol.asyncIterator]() {
      for (let current: Page<T> | null = await begin(); current !== null; current = await current.next()) {
        // The newest comes first in a page, also in one of what is newer.
        yield* query.before === undefined ? current.data : [...current.data].reverse();
      }
    },
  };
}

function pageOf<T>(list: List<T>, query: Query, ask: (query: Query) => Promise<Page<T>>): Page<T> {
  const way = query.before === undefined ? 'after' : 'before';
  const next = () => {
    const edge = way === 'after' ? list.data.at(-1) : list.data[0];
    if (!list.has_more || edge === undefined) return null;
    const { id } = edge as { readonly id?: string };
    if (id === undefined || id === query[way])
      throw new FlorinError('The list does not go on: its last object has no id of its own to go on from.');
    return ask({ ...query, [way]: id });
  };
  return Object.assign(Object.create({ next }) as { next: typeof next }, list);
}
