/** Parts of schemas, said as validation, types and generators of clients all take them. */
import { type Static, type TInteger, type TObject, type TSchema, type TSchemaOptions, Type } from 'typebox';

/** A whole number. Without the `int64` format, client generators use 32 bits and misread 3000000000. */
export function Integer(options: Parameters<typeof Type.Integer>[0] = {}): TInteger {
  return Type.Integer({ format: 'int64', ...options });
}

/** One of a fixed list of words. */
export function OneOf<const Word extends string>(words: readonly Word[], options: TSchemaOptions = {}) {
  return Type.Unsafe<Word>({ type: 'string', enum: [...words], ...options });
}

/** Objects of several kinds, each with a name and a constant `type` by which readers tell them apart. */
export function ByType<const Kinds extends readonly TObject[]>(kinds: Kinds, options: TSchemaOptions) {
  const mapping = Object.fromEntries(
    kinds.map((kind) => {
      const { $id, properties } = kind as unknown as { $id: string; properties: { type: { const: string } } };
      return [properties.type.const, `#/components/schemas/${$id}`];
    }),
  );
  const discriminator = { propertyName: 'type', mapping };
  return Type.Unsafe<Static<Kinds[number]>>({ ...options, oneOf: [...kinds], discriminator });
}

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export const Time = Type.String({ format: 'date-time' });

/**
 * Short notes that a merchant puts on an object. It is not a `Type.Record`, because the pattern of a record does not limit the
 * length of names and accepts names with line breaks.
 */
export const Metadata = Type.Unsafe<Record<string, string>>({
  $id: 'Metadata',
  type: 'object',
  additionalProperties: { type: 'string', maxLength: 500 },
  propertyNames: { maxLength: 40 },
  maxProperties: 50,
  description: 'Up to 50 notes of your own. Names have up to 40 characters, values up to 500.',
});

/** A reference to a schema of another module by its `$id`. */
export function Named(name: string) {
  return Type.Unsafe<Record<string, unknown>>({ $ref: `#/components/schemas/${name}` });
}

export const IdParams = Type.Object({ id: Type.String() });

/** The optional, empty body of a request that needs no fields. */
export const EmptyBody = Type.Optional(Type.Object({}, { $id: 'Nothing', additionalProperties: false }));

/** A page of a list. Its schema is named after its items. */
export function ListOf<T extends TSchema>(item: T) {
  return Type.Object(
    {
      object: Type.Literal('list'),
      data: Type.Array(item),
      has_more: Type.Boolean({
        description: 'Whether there are more items in the direction that was asked for.',
      }),
    },
    { $id: `${(item as { $id?: string }).$id}List` },
  );
}
