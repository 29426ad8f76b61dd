/** The API's operations, as its own OpenAPI document says them: what agents are told of them, and how one is called. */

// biome-ignore lint/suspicious/noExplicitAny: a part of an OpenAPI document, which the tests of the HTTP toolkit check
export type Part = any;

export interface ApiOperation {
  /** The operationId. */
  readonly name: string;
  readonly method: 'get' | 'post' | 'delete';
  /** With `{id}` where an id stands. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** What a credential needs; null: nothing. */
  readonly scope: string | null;
  readonly parameters: readonly Parameter[];
  readonly body: Part | null;
  /** Whether it takes an Idempotency-Key. */
  readonly takesKey: boolean;
  /** Whether all that it answers is JSON, or nothing. Others are streams and files, which are for programs. */
  readonly answersJson: boolean;
  readonly answers: Readonly<Record<string, Part>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Part;
}

export type Reference = ReadonlyMap<string, ApiOperation>;

/**
 * Whether a person has to agree before the operation is called for an agent. This is the one place that decides it, and it
 * goes by the method: whatever is not GET may move money, make or end a credential, or cannot be taken back. So no new route
 * escapes it.
 */
export function needsWord({ method }: Pick<ApiOperation, 'method'>): boolean {
  return method !== 'get';
}

const METHODS = ['get', 'post', 'delete'] as const;

/** Every operation of the document, by its operationId. Throws for a method that is not among those known here. */
export function referenceOf(document: Part): Reference {
  const operations = Object.entries<Part>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Part>(methods).map(([method, part]) => operationOf(document, path, method, part)),
  );
  return new Map(operations.map((operation) => [operation.name, operation]));
}

function operationOf(document: Part, path: string, said: string, part: Part): ApiOperation {
  const method = METHODS.find((each) => each === said);
  if (method === undefined)
    throw new Error(`${part.operationId} has the method ${said}, of which nothing is said`);
  const parameters: Part[] = (part.parameters ?? []).map((each: Part) => resolved(document, each));
  const types = Object.entries<Part>(part.responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content = {} }]) => Object.keys(content));
  return {
    ...{ name: part.operationId, method, path, tag: part.tags[0] },
    ...{ summary: part.summary, description: part.description, scope: part['x-scope'] ?? null },
    parameters: parameters
      .filter((each) => each.in !== 'header')
      .map(({ name, in: where, required, description, schema }) => ({
        ...{ name, in: where, required: required === true, schema },
        ...(description === undefined ? {} : { description }),
      })),
    body: part.requestBody === undefined ? null : resolved(document, jsonSchemaIn(part.requestBody)),
    takesKey: parameters.some(({ name }) => name === 'Idempotency-Key'),
    answersJson: types.every((type) => type === 'application/json'),
    answers: part.responses,
  };
}

function jsonSchemaIn({ content }: Part): Part {
  return content?.['application/json']?.schema ?? {};
}

/** What an agent is told of an operation: all that it may send, what comes back, and every refusal. */
export function describeOperation(document: Part, operation: ApiOperation): object {
  const { name, method, path, summary, description, scope, parameters, body, takesKey } = operation;
  const answers = Object.entries<Part>(operation.answers);
  return {
    ...{ operation: name, method: method.toUpperCase(), path, summary, description, scope },
    needs_the_persons_word: needsWord(operation),
    takes_idempotency_key: takesKey,
    path_parameters: parameters.filter((each) => each.in === 'path'),
    query_parameters: parameters.filter((each) => each.in === 'query'),
    body,
    answers: Object.fromEntries(
      answers
        .filter(([, answer]) => answer['x-problem-codes'] === undefined)
        .map(([status, answer]) => [
          status,
          { description: answer.description, schema: resolved(document, jsonSchemaIn(answer)) },
        ]),
    ),
    errors: Object.fromEntries(
      answers.flatMap(([status, answer]) => {
        const codes: string[] | undefined = answer['x-problem-codes'];
        return codes === undefined ? [] : [[status, codes]];
      }),
    ),
  };
}

/** Members that say nothing about the form of a value. */
const LEFT_OUT: ReadonlySet<string> = new Set(['example', 'examples', 'discriminator']);

/** The part with what it refers to in its place; a reference to what it is inside of itself stays. */
function resolved(document: Part, part: Part, within: readonly string[] = []): Part {
  if (Array.isArray(part)) return part.map((each) => resolved(document, each, within));
  if (typeof part !== 'object' || part === null) return part;
  const { $ref } = part;
  if (typeof $ref === 'string') {
    if (within.includes($ref)) return { $ref };
    const target = $ref
      .split('/')
      .slice(1)
      .reduce((place: Part, name) => place[name], document);
    return resolved(document, target, [...within, $ref]);
  }
  return Object.fromEntries(
    Object.entries(part)
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, each]) => [name, resolved(document, each, within)]),
  );
}
