import { Type } from 'typebox';
import { type Id, type Prefix, parseId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { Integer } from './schemas.ts';

const LIMIT_DEFAULT = 10;

/** What every list takes. */
export const PageQuery = {
  limit: Type.Optional(
    Integer({ minimum: 1, maximum: 100, description: `From 1 to 100; ${LIMIT_DEFAULT} when not sent.` }),
  ),
  after: Type.Optional(Type.String({ description: 'The id after which the page begins: what is older.' })),
  before: Type.Optional(Type.String({ description: 'The id before which the page ends: what is newer.' })),
};

export function limitOf(query: { limit?: number }): number {
  return query.limit ?? LIMIT_DEFAULT;
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
  query: { limit?: number; after?: string; before?: string },
) {
  checkDirection(query);
  return {
    limit: limitOf(query),
    after: idParameter(prefix, 'after', query.after),
    before: idParameter(prefix, 'before', query.before),
  };
}
