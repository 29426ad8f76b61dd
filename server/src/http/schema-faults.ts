import type { FastifySchema, FastifySchemaValidationError } from 'fastify';
import { FORMAT_WORDS } from './fields.ts';

type Fault = FastifySchemaValidationError;

/** What certain fields must be, for cases where the schema's own message would not help. Keys are paths or field names. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  amount: 'must be a whole number of minor units (25.99 USD is 2599), from 1 to 999999999999, without quotes',
};

/** What fields with a pattern must be, by field name. */
const PATTERN_WORDS: Readonly<Record<string, string>> = {
  currency: 'must be three upper-case letters, as USD',
  number: 'must be the digits of a card’s number, in groups or not',
  cvc: 'must be the three or four digits of the card’s security code',
  minor_amount: 'must be a whole number of minor units, from 1 to 999999999999',
};

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text, in quotes',
  integer: 'a whole number, without quotes',
  number: 'a number, without quotes',
  boolean: 'true or false, without quotes',
  object: 'an object, {…}',
  array: 'a list, […]',
  null: 'null',
};

const limitOf = ({ params }: Fault): number => Number(params.limit);
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const NO_FORM = 'is of none of the forms that it may have; see the API reference';

/** What to send, for every keyword in the schemas of requests. The server does not start if a schema uses any other keyword. */
const KEYWORD_WORDS: Readonly<
  Record<string, (fault: Fault, field: string, same: readonly Fault[]) => string>
> = {
  additionalProperties: () => 'is not a field of this request',
  required: () => 'is missing',
  type: (_fault, _field, same) =>
    `must be ${choice(same.map(({ params }) => TYPE_WORDS[String(params.type)] ?? String(params.type)))}`,
  const: (_fault, _field, same) =>
    `must be one of ${same.map(({ params }) => params.allowedValue).join(', ')}`,
  enum: ({ params }) => `must be one of ${(params.allowedValues as unknown[]).join(', ')}`,
  anyOf: () => NO_FORM,
  oneOf: () => NO_FORM,
  minimum: (fault) => `must be ${limitOf(fault)} or more`,
  maximum: (fault) => `must be ${limitOf(fault)} or less`,
  minLength: (fault) =>
    limitOf(fault) === 1
      ? 'must not be empty'
      : `must have ${counted(limitOf(fault), 'character', 'characters')} or more`,
  maxLength: (fault) => `must have ${counted(limitOf(fault), 'character', 'characters')} or fewer`,
  minItems: (fault) => `must list ${counted(limitOf(fault), 'entry', 'entries')} or more`,
  maxItems: (fault) => `must list ${counted(limitOf(fault), 'entry', 'entries')} or fewer`,
  maxProperties: (fault) => `must have ${counted(limitOf(fault), 'name', 'names')} or fewer`,
  propertyNames: () => 'has a name that is too long',
  pattern: (_fault, field) => PATTERN_WORDS[nameOf(field)] as string,
  format: ({ params }) => `must be ${FORMAT_WORDS[String(params.format)]}`,
};

const nameOf = (field: string): string => field.split('/').at(-1) as string;

function choice(words: readonly string[]): string {
  return [...new Set(words)].join(' or ');
}

/** Keywords that never refuse anything by themselves. */
const SILENT = new Set(['$id', 'description', 'properties', 'items', 'discriminator']);

/** Keywords that say nothing of what is wrong in the forms that they allow. */
const ALTERNATIVES = new Set(['anyOf', 'oneOf']);

/** Throws if a schema could refuse a request by a keyword for which there is no message. */
export function requireWords(url: string, { body, params, querystring }: FastifySchema): void {
  for (const schema of [body, params, querystring]) if (schema !== undefined) walk(schema, '');
  function walk(schema: unknown, field: string): void {
    for (const [keyword, value] of Object.entries(schema as object)) {
      const worded =
        SILENT.has(keyword) ||
        (keyword === 'pattern' ? field in PATTERN_WORDS : keyword in KEYWORD_WORDS) ||
        // A field with its own message always gets that message, whatever is wrong with it.
        field in FIELD_WORDS;
      if (!worded)
        throw new Error(`${url}: ${field} has ${keyword}, for which schema-faults.ts has no words`);
      // The format of a number only says how many bits it has, and its limits imply that already.
      if (keyword === 'format' && value !== 'int64' && !(value in FORMAT_WORDS))
        throw new Error(`${url}: ${field} has the format ${value}, for which fields.ts has no words`);
      if (keyword === 'properties')
        for (const [name, inner] of Object.entries(value as object)) walk(inner, name);
      if (ALTERNATIVES.has(keyword)) for (const form of value as unknown[]) walk(form, field);
      if (['items', 'additionalProperties', 'propertyNames'].includes(keyword) && typeof value === 'object')
        walk(value, field);
    }
  }
}

/** Explains why a request does not match its schema: the field that is wrong, and what it should be. */
export function schemaFault(
  faults: readonly Fault[],
  context: string,
): { field: string; keyword: string; detail: string } {
  const fault = mostTelling(faults) as Fault;
  const { params, keyword } = fault;
  const leaf = params.missingProperty ?? params.additionalProperty;
  const field = [fault.instancePath.slice(1), leaf].filter(Boolean).join('/');
  const same = faults.filter((each) => each.keyword === keyword && each.instancePath === fault.instancePath);
  const words = leaf === undefined ? FIELD_WORDS[field] : undefined;
  const said =
    words ??
    (context === 'querystring' && keyword === 'type'
      ? 'must be sent once'
      : (KEYWORD_WORDS[keyword]?.(fault, field, same) ?? 'is wrong'));
  return { field, keyword, detail: `${field || context} ${said}` };
}

/**
 * If a field allows several forms, each form reports why it does not match. The form that matched deepest into the body is most
 * likely the intended one. An unknown field tells more than a missing one.
 */
function mostTelling(faults: readonly Fault[]): Fault | undefined {
  const depth = ({ instancePath }: Fault) => instancePath.split('/').length;
  const forms = faults.filter(({ keyword }) => !ALTERNATIVES.has(keyword) && keyword !== 'propertyNames');
  const deepest = Math.max(...forms.map(depth));
  const there = forms.filter((fault) => depth(fault) === deepest);
  return there.find(({ keyword }) => keyword === 'additionalProperties') ?? there[0] ?? faults[0];
}
