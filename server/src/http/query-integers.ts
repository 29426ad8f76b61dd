import type { preValidationHookHandler } from 'fastify';

const WHOLE = /^(0|-?[1-9][0-9]{0,14})$/;

/**
 * Query strings are text: this turns the parameters that a schema calls integers into numbers, and leaves what is
 * written in any other way to be refused by the schema. Undefined where there are none.
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
