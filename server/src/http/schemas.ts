/** Parts of schemas, said as validation, types and generators of clients all take them. */
import { type TInteger, type TSchema, type TSchemaOptions, Type } from 'typebox';

/** A whole number. Without the format generators take 32 bits, and read 3000000000 as another number. */
export function Integer(options: Parameters<typeof Type.Integer>[0] = {}): TInteger {
  return Type.Integer({ format: 'int64', ...options });
}

/** One of some words. */
export function OneOf<const Word extends string>(words: readonly Word[], options: TSchemaOptions = {}) {
  return Type.Unsafe<Word>({ type: 'string', enum: [...words], ...options });
}

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export const Time = Type.String({ format: 'date-time' });

/**
 * Short notes of a merchant's own on an object. Not a `Type.Record`: its pattern knows no length, and lets names with line
 * breaks by.
 */
export const Metadata = Type.Unsafe<Record<string, string>>({
  $id: 'Metadata',
  type: 'object',
  additionalProperties: { type: 'string', maxLength: 500 },
  propertyNames: { maxLength: 40 },
  maxProperties: 50,
  description: 'Up to 50 notes of your own: names of up to 40 characters, values of up to 500.',
});

/** A schema that another module names by `$id`: the document refers to it. */
export function Named(name: string) {
  return Type.Unsafe<Record<string, unknown>>({ $ref: `#/components/schemas/${name}` });
}

export const IdParams = Type.Object({ id: Type.String() });

/** A body of which nothing has to be said. */
export const EmptyBody = Type.Optional(Type.Object({}, { $id: 'Nothing', additionalProperties: false }));

/** A page of a list as the API shows it, named after what is in it. */
export function ListOf<T extends TSchema>(item: T) {
  return Type.Object(
    {
      object: Type.Literal('list'),
      data: Type.Array(item),
      has_more: Type.Boolean({
        description: 'Whether the list goes on in the direction that was asked for.',
      }),
    },
    { $id: `${(item as { $id?: string }).$id}List` },
  );
}
