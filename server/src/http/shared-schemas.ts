// biome-ignore lint/suspicious/noExplicitAny: a part of an OpenAPI document, whose shape the linter's test checks
type Part = any;

/** A placeholder for a shared schema while the document is being built. */
const SHARED = 'x-shared-schema';

/**
 * Collects the schemas that have an `$id`. Each appears in the document once, under that name, however many routes use it.
 * Fastify can share schemas too, but then a route must refer to a schema by a string, and loses the type that the constant gives.
 */
export class SharedSchemas {
  readonly all: Record<string, Part> = {};

  /** Returns a copy of the schema in which every named schema is replaced by a placeholder, and stores the named ones. */
  take(schema: Part): Part {
    if (Array.isArray(schema)) return schema.map((each) => this.take(each));
    if (typeof schema !== 'object' || schema === null) return schema;
    const { $id, ...rest } = schema;
    const copy = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, this.take(value)]));
    if (typeof $id !== 'string') return copy;
    this.all[$id] ??= copy;
    // If two schemas had the same name, the document would show the first in place of the second.
    if (JSON.stringify(this.all[$id]) !== JSON.stringify(copy))
      throw new Error(`there are two schemas with the name ${$id}`);
    return { [SHARED]: $id };
  }

  /** Returns a copy of the document in which every placeholder is a reference to its schema. */
  put(part: Part): Part {
    if (Array.isArray(part)) return part.map((each) => this.put(each));
    if (typeof part !== 'object' || part === null) return part;
    if (typeof part[SHARED] === 'string') return { $ref: `#/components/schemas/${part[SHARED]}` };
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, this.put(value)]));
  }
}
