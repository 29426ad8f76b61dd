/**
 * The API's document as a generator of a typed SDK needs it: every type that has a name, and every operation. Each form of a schema
 * is one case here, and a form that is none of them is refused, so no generator skips one silently.
 */
import { isDeepStrictEqual } from 'node:util';

export type Type =
  | { readonly is: 'text' | 'time' | 'integer' | 'boolean' | 'anything' }
  | { readonly is: 'constant'; readonly value: string }
  | { readonly is: 'named'; readonly name: string }
  | { readonly is: 'list' | 'map'; readonly of: Type };

export interface Member {
  readonly name: string;
  readonly type: Type;
  readonly about: string;
  readonly required: boolean;
  readonly nullable: boolean;
}

export type Named = { readonly name: string; readonly about: string } & (
  | { readonly is: 'enum'; readonly values: readonly string[] }
  | { readonly is: 'object'; readonly members: readonly Member[] }
  | { readonly is: 'map'; readonly of: Type }
  /** One object of several, told apart by one of its members, `by`: each value of it has an object. */
  | { readonly is: 'union'; readonly by: string; readonly cases: ReadonlyMap<string, string> }
  /** One of several that nothing tells apart but what they are. */
  | { readonly is: 'choice'; readonly of: readonly Type[] }
);

export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly about: string;
  /** Whether the path has the place `{id}`. No path has another. */
  readonly hasId: boolean;
  readonly query: readonly Member[];
  readonly body: { readonly name: string; readonly required: boolean } | null;
  /** Whether it takes an idempotency key. */
  readonly keyed: boolean;
  /** Whether a publishable key may ask it. */
  readonly publishable: boolean;
  /** `list`: a page, and `name` is what is on it. */
  readonly answer:
    | { readonly is: 'object' | 'list'; readonly name: string }
    | { readonly is: 'nothing' | 'events' | 'lines' };
}

export interface Model {
  readonly types: readonly Named[];
  readonly operations: readonly Operation[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: {
    readonly propertyName: string;
    readonly mapping: Readonly<Record<string, string>>;
  };
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}
interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Reads the document. */
export function modelOf(document: Document): Model {
  const types = new Map<string, Named>();
  for (const [name, schema] of Object.entries(document.components.schemas)) add(name, schema, types);
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, each]) => operationOf(method.toUpperCase(), path, each, types)),
  );
  return { types: [...types.values()], operations };
}

/**
 * Adds the type of a schema under its name, and those of the schemas inside it that have none: `Problem.granted` is `ProblemGranted`.
 * One that is there already under that name has to be the same.
 */
function add(name: string, schema: Schema, types: Map<string, Named>): void {
  const type = namedType(name, schema, types);
  const known = types.get(name);
  if (known !== undefined && !isDeepStrictEqual({ ...type, about: '' }, { ...known, about: '' }))
    throw new Error(`Two types are named ${name}`);
  types.set(name, known ?? type);
}

function namedType(name: string, schema: Schema, types: Map<string, Named>): Named {
  const head = { name, about: schema.description ?? '' };
  const { additionalProperties: others, discriminator } = schema;
  if (schema.enum !== undefined) return { ...head, is: 'enum', values: schema.enum };
  if (discriminator !== undefined) {
    const cases = Object.entries(discriminator.mapping).map(([value, ref]) => [value, nameOf(ref)] as const);
    return { ...head, is: 'union', by: discriminator.propertyName, cases: new Map(cases) };
  }
  if (schema.anyOf !== undefined) {
    const of = schema.anyOf.map((each, n) => typeOf(each, `${name}${n + 1}`, types));
    return { ...head, is: 'choice', of };
  }
  if (schema.properties === undefined && typeof others === 'object')
    return { ...head, is: 'map', of: typeOf(others, `${name}Value`, types) };
  if (schema.type !== 'object')
    throw new Error(`${name} has a form that no generator knows: ${JSON.stringify(schema)}`);
  const members = Object.entries(schema.properties ?? {}).map(([member, each]) =>
    memberOf(member, each, schema.required?.includes(member) === true, `${name}${capital(member)}`, types),
  );
  return { ...head, is: 'object', members };
}

function memberOf(
  name: string,
  schema: Schema,
  required: boolean,
  inner: string,
  types: Map<string, Named>,
): Member {
  const others = schema.anyOf?.filter((each) => each.type !== 'null');
  const nullable = schema.anyOf !== undefined && schema.anyOf.length !== others?.length;
  const [only, ...more] = others ?? [schema];
  if (only === undefined || more.length > 0)
    throw new Error(`${inner} is one of several: give the type a name`);
  const about = schema.description ?? only.description ?? '';
  return { name, type: typeOf(only, inner, types), about, required, nullable };
}

function typeOf(schema: Schema, inner: string, types: Map<string, Named>): Type {
  if (schema.$ref !== undefined) return { is: 'named', name: nameOf(schema.$ref) };
  if (schema.const !== undefined) return { is: 'constant', value: schema.const };
  if (schema.enum !== undefined || schema.properties !== undefined) {
    add(inner, schema, types);
    return { is: 'named', name: inner };
  }
  switch (schema.type) {
    case 'string':
      return { is: schema.format === 'date-time' ? 'time' : 'text' };
    case 'integer':
      return { is: 'integer' };
    case 'boolean':
      return { is: 'boolean' };
    case 'array':
      if (schema.items !== undefined) return { is: 'list', of: typeOf(schema.items, inner, types) };
      break;
    case 'object':
      if (typeof schema.additionalProperties === 'object')
        return { is: 'map', of: typeOf(schema.additionalProperties, inner, types) };
      return { is: 'anything' };
  }
  throw new Error(`${inner} has a form that no generator knows: ${JSON.stringify(schema)}`);
}

function operationOf(
  method: string,
  path: string,
  documented: DocumentedOperation,
  types: Map<string, Named>,
): Operation {
  const { operationId: id, summary, description, parameters = [], requestBody, security = [] } = documented;
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') throw new Error(`${id} is a ${method}`);
  const query = parameters
    .filter((each) => each.in === 'query')
    .map((each) => {
      const { name = '', schema = {}, required = false } = each;
      const member = memberOf(name, schema, required, `${capital(id)}${capital(name)}`, types);
      return { ...member, about: each.description ?? member.about };
    });
  return {
    id,
    method,
    path,
    about: [`${summary}.`, ...(description === undefined ? [] : [description])].join('\n'),
    hasId: path.includes('{id}'),
    query,
    body: requestBody === undefined ? null : bodyOf(id, requestBody),
    keyed: parameters.some((each) => each.$ref?.endsWith('/IdempotencyKey') === true),
    publishable: security.some((scheme) => 'publishableKey' in scheme),
    answer: answerOf(documented, types),
  };
}

function bodyOf(id: string, body: NonNullable<DocumentedOperation['requestBody']>): Operation['body'] {
  const ref = body.content['application/json']?.schema.$ref;
  if (ref === undefined) throw new Error(`The body of ${id} has no name`);
  return { name: nameOf(ref), required: body.required === true };
}

function answerOf(
  { operationId, responses }: DocumentedOperation,
  types: Map<string, Named>,
): Operation['answer'] {
  const [, good] = Object.entries(responses).find(([status]) => Number(status) < 300) ?? [];
  const [type, media] = Object.entries(good?.content ?? {})[0] ?? [];
  if (type === undefined) return { is: 'nothing' };
  if (type === 'text/event-stream') return { is: 'events' };
  if (type === 'text/plain') return { is: 'lines' };
  const name = nameOf(media?.schema.$ref ?? '');
  const answer = types.get(name);
  if (type !== 'application/json' || answer === undefined)
    throw new Error(`${operationId} answers with ${type}, of no type that has a name`);
  if (answer.is !== 'object' || !answer.members.some((member) => member.name === 'has_more'))
    return { is: 'object', name };
  const data = answer.members.find((member) => member.name === 'data')?.type;
  if (data?.is !== 'list' || data.of.is !== 'named') throw new Error(`${operationId} lists what has no name`);
  return { is: 'list', name: data.of.name };
}

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** `closed_by` is `ClosedBy`, as a part of a type's name. */
const capital = (name: string): string =>
  name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
