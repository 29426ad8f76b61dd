import { type TSchema, Type } from 'typebox';
import { type Id, type Prefix, parseId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';

const LIMIT_DEFAULT = 10;

/** What every list takes. Query strings are text: what is in them is converted on purpose. */
export const PageQuery = {
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]?|100)$', description: 'From 1 to 100; 10 when not sent.' }),
  ),
  after: Type.Optional(Type.String({ description: 'The id after which the page begins: what is older.' })),
  before: Type.Optional(Type.String({ description: 'The id before which the page ends: what is newer.' })),
};

export function limitOf(query: { limit?: string }): number {
  return query.limit === undefined ? LIMIT_DEFAULT : Number(query.limit);
}

/** Throws `invalid_request` where `after` and `before` are both sent: a page goes one way. */
export function checkDirection(query: { after?: string; before?: string }): void {
  if (query.after !== undefined && query.before !== undefined)
    throw new Problem('invalid_request', 'Send after or before, not both.', { field: 'before' });
}

/** The id in a parameter; null where it was not sent. Throws `invalid_request`. */
export function idParameter<P extends Prefix>(
  prefix: P,
  field: string,
  text: string | undefined,
): Id<P> | null {
  if (text === undefined) return null;
  const id = parseId(prefix, text);
  if (id === null)
    throw new Problem('invalid_request', `${field} is not an id that begins with ${prefix}_.`, { field });
  return id;
}

/** Where a list begins and ends, from its query. Throws `invalid_request`. */
export function keysetOf<P extends Prefix>(
  prefix: P,
  query: { limit?: string; after?: string; before?: string },
) {
  checkDirection(query);
  return {
    limit: limitOf(query),
    after: idParameter(prefix, 'after', query.after),
    before: idParameter(prefix, 'before', query.before),
  };
}

/** A page of a list as the API shows it. */
export function ListOf<T extends TSchema>(item: T) {
  return Type.Object({
    object: Type.Literal('list'),
    data: Type.Array(item),
    has_more: Type.Boolean({ description: 'Whether the list goes on in the direction that was asked for.' }),
  });
}
