import { Type } from 'typebox';
import { type Id, type Prefix, parseId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { Integer } from './schemas.ts';

const LIMIT_DEFAULT = 10;

/** The query parameters of every list. */
export const PageQuery = {
  limit: Type.Optional(
    Integer({ minimum: 1, maximum: 100, description: `From 1 to 100. The default is ${LIMIT_DEFAULT}.` }),
  ),
  after: Type.Optional(Type.String({ description: 'Returns items older than the one with this id.' })),
  before: Type.Optional(
    Type.String({
      description:
        'Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new item.',
    }),
  ),
};

export function limitOf(query: { limit?: number }): number {
  return query.limit ?? LIMIT_DEFAULT;
}

/** Throws `invalid_request` if both `after` and `before` are sent, because a page goes in one direction. */
export function checkDirection(query: { after?: string; before?: string }): void {
  if (query.after !== undefined && query.before !== undefined)
    throw new Problem('invalid_request', 'Send after or before, not both.', { field: 'before' });
}

/** Parses the id in a parameter. Returns null if it was not sent. Throws `invalid_request`. */
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

/** Reads the limits of a page from the query. Throws `invalid_request`. */
export function keysetOf<P extends Prefix>(
  prefix: P,
  query: { limit?: number; after?: string; before?: string },
) {
  checkDirection(query);
  return {
    limit: limitOf(query),
    after: idParameter(prefix, 'after', query.after),
    before: idParameter(prefix, 'before', query.before),
  };
}
