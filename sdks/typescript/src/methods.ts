import { serialized } from './body.ts';
import { InputError } from './errors.ts';
import type { components, operations as Documented } from './generated/api.ts';
import { type OperationId, operations } from './generated/operations.ts';
import { linesOf } from './lines.ts';
import { type List, type Pages, pagesOf } from './pages.ts';
import { type EventStreamOptions, eventStream } from './stream.ts';
import type { Call, Transport } from './transport.ts';
import type { RequestOptions } from './wire.ts';

export type Schemas = components['schemas'];
type Table = typeof operations;

/** Names whose texts are times. */
type TimeName = `${string}_at` | `${string}_from` | `${string}_before` | 'since';
/** What may be handed in for what is sent: a bigint for a number, and a `Date` for a time. */
export type Sent<T> = T extends number
  ? number extends T
    ? T | bigint
    : T
  : T extends readonly (infer Each)[]
    ? Sent<Each>[]
    : T extends object
      ? { [Name in keyof T]: Name extends TimeName ? Sent<T[Name]> | Date : Sent<T[Name]> }
      : T;

type ContentOf<Id extends OperationId> =
  NonNullable<Documented[Id]['requestBody']> extends { content: { 'application/json': infer Body } }
    ? Sent<Body>
    : never;
type BodyOf<Id extends OperationId> = Table[Id]['takes'] extends 'body'
  ? [body: ContentOf<Id>]
  : Table[Id]['takes'] extends 'maybe_body'
    ? [body?: ContentOf<Id>]
    : [];
type QueryOf<Id extends OperationId> = Table[Id]['takes'] extends 'query'
  ? [query?: Sent<NonNullable<Documented[Id]['parameters']['query']>>]
  : [];
type IdsOf<Id extends OperationId> = Documented[Id]['parameters'] extends { path: { id: string } }
  ? [id: string]
  : [];
type AnswerOf<Id extends OperationId> = Documented[Id]['responses'] extends {
  200: { content: { 'application/json': infer Answer } };
}
  ? Answer
  : Documented[Id]['responses'] extends { 202: { content: { 'application/json': infer Answer } } }
    ? Answer
    : undefined;
type Given<Id extends OperationId> = Table[Id]['gives'] extends 'list'
  ? Pages<AnswerOf<Id> extends { data: readonly (infer Each)[] } ? Each : never>
  : Table[Id]['gives'] extends 'lines'
    ? AsyncIterable<string>
    : Promise<AnswerOf<Id>>;

/** The method of an operation: ids first, then what is sent, then options. */
export type Method<Id extends OperationId> = Table[Id]['gives'] extends 'events'
  ? (options?: EventStreamOptions) => AsyncIterable<Schemas['Event']>
  : (...given: [...IdsOf<Id>, ...BodyOf<Id>, ...QueryOf<Id>, options?: RequestOptions]) => Given<Id>;

type Query = Readonly<Record<string, unknown>>;

/** The function of an operation. */
export function methodOf(operation: OperationId, transport: Transport): (...given: never[]) => unknown {
  const { method, path: template, takes, gives, publishable } = operations[operation];
  const ids = template.includes('{id}');
  return (...given: unknown[]) => {
    const rest = [...given];
    const path = ids ? template.replace('{id}', checkedId(operation, rest.shift())) : template;
    const taken = takes === null ? undefined : rest.shift();
    const options = (rest.shift() ?? {}) as RequestOptions;
    const call = (query: Query): Call => ({
      ...{ operation, method, template, publishable },
      path: `${path}${queryText(query)}`,
      body:
        takes === 'body' || (takes === 'maybe_body' && taken !== undefined)
          ? bodyText(operation, taken)
          : undefined,
      accept:
        gives === 'lines' ? 'text/plain' : gives === 'events' ? 'text/event-stream' : 'application/json',
    });
    if (gives === 'events') return eventStream(transport, call, (taken ?? {}) as EventStreamOptions);
    if (gives === 'lines') return linesOf((signal) => transport.open(call({}), {}, signal), options.signal);
    const query = takes === 'query' ? ((taken ?? {}) as Query) : {};
    if (gives === 'list')
      return pagesOf(query, (asked) => transport.call(call(asked), options) as Promise<List<unknown>>);
    // What is wrong with the arguments is thrown as a refused promise, as everything else is.
    return new Promise((resolve) => resolve(transport.call(call(query), options)));
  };
}

function checkedId(operation: OperationId, id: unknown): string {
  if (typeof id !== 'string' || id === '' || id.trim() !== id || /^\.\.?$/.test(id))
    throw new InputError(
      `${operation} needs an id as its first argument, and got ${id === '' ? 'an empty text' : String(id)}.`,
    );
  return encodeURIComponent(id);
}

function bodyText(operation: OperationId, body: unknown): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new InputError(`${operation} takes an object with fields.`);
  return serialized(body);
}

function queryText(query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return '';
  const texts = pairs.map(([name, value]): [string, string] => [name, queryValue(name, value)]);
  return `?${new URLSearchParams(texts)}`;
}

function queryValue(name: string, value: unknown): string {
  if (value instanceof Date) return JSON.parse(serialized(value));
  if (['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return String(value);
  throw new InputError(`${name} cannot be sent in a query.`);
}
