// biome-ignore lint/suspicious/noExplicitAny: a part of an OpenAPI document, whose shape the linter's test checks
type Part = any;

/** Stands for a shared schema while the document is being made. */
const SHARED = 'x-shared-schema';

/**
 * Schemas with an `$id`, which keep it as their name in the document however many routes use them. Fastify's own way to
 * share schemas would have each route refer to them by text instead of by the constant that gives their type.
 */
export class SharedSchemas {
  readonly all: Record<string, Part> = {};

  /** A copy of the schema in which every named one is left out, and kept here. */
  take(schema: Part): Part {
    if (Array.isArray(schema)) return schema.map((each) => this.take(each));
    if (typeof schema !== 'object' || schema === null) return schema;
    const { $id, ...rest } = schema;
    const copy = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, this.take(value)]));
    if (typeof $id !== 'string') return copy;
    this.all[$id] ??= copy;
    // Of two with one name the second would be shown as the first.
    if (JSON.stringify(this.all[$id]) !== JSON.stringify(copy))
      throw new Error(`there are two schemas of the name ${$id}`);
    return { [SHARED]: $id };
  }

  /** A copy of the document in which every named schema is referred to. */
  put(part: Part): Part {
    if (Array.isArray(part)) return part.map((each) => this.put(each));
    if (typeof part !== 'object' || part === null) return part;
    if (typeof part[SHARED] === 'string') return { $ref: `#/components/schemas/${part[SHARED]}` };
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, this.put(value)]));
  }
}
