import type { preValidationHookHandler } from 'fastify';

const WHOLE = /^(0|-?[1-9][0-9]{0,14})$/;

/**
 * Query parameters are text. This converts those that the schema declares as integers into numbers. It leaves anything that is not
 * written as an integer unchanged, so that the schema refuses it. Undefined if the schema has no integers.
 */
export function convertIntegers(
  querystring: { readonly properties?: Record<string, { type?: string }> } | undefined,
): preValidationHookHandler | undefined {
  const integers = Object.entries(querystring?.properties ?? {})
    .filter(([, { type }]) => type === 'integer')
    .map(([name]) => name);
  if (integers.length === 0) return undefined;
  return (request, _reply, done) => {
    const query = request.query as Record<string, unknown>;
    for (const name of integers) {
      const text = query[name];
      if (typeof text === 'string' && WHOLE.test(text)) query[name] = Number(text);
    }
    done();
  };
}
