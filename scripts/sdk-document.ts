/** What the TypeScript SDK takes from the API's document: a smaller document for its types, and its table of operations. */
import { createHash } from 'node:crypto';

interface Schema {
  readonly $ref?: string;
}
interface Media {
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly { readonly in?: string }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly required?: readonly string[] }>>;
  };
}
type Resources = Readonly<Record<string, Readonly<Record<string, string>>>>;

const WRITTEN =
  '// Written by scripts/write-sdk-types.ts from the API’s document. A test compares the two.\n';
/** Members that say nothing of a type. */
const LEFT_OUT = new Set(['servers', 'info', 'security', 'tags', 'example', 'examples', 'headers']);

/** The document without refusals, which all are one type, and without what says nothing of types. */
export function reduced(document: Document): object {
  const { schemas, ...components } = document.components;
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const operations = Object.entries(item).map(([method, operation]) => {
      const good = Object.entries(operation.responses).filter(([status]) => Number(status) < 300);
      return [method, { ...operation, responses: Object.fromEntries(good) }];
    });
    return [path, Object.fromEntries(operations)];
  });
  const { parameters } = components as { parameters?: object };
  const smaller = { openapi: '3.1.0', info: { title: 'Florin API', version: '1' } };
  return {
    ...smaller,
    ...(pruned({ paths: Object.fromEntries(paths), components: { schemas, parameters } }) as object),
  };
}

function pruned(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((each) => pruned(each));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name]) => names || !(LEFT_OUT.has(name) || name.startsWith('x-')),
  );
  // A property may have any name.
  return Object.fromEntries(kept.map(([name, each]) => [name, pruned(each, name === 'properties')]));
}

/** The first line of the committed types. By it a test knows that they are those of this document, without the generator. */
export function digestLine(document: Document): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(reduced(document)))
    .digest('hex');
  return `// Of the document ${digest}\n`;
}

function* operationsOf(
  document: Document,
): Generator<{ method: string; path: string; operation: Operation }> {
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item))
      yield { method: method.toUpperCase(), path, operation };
}

/** What an operation answers with, as the SDK treats it. */
function givenBy(document: Document, { operationId, responses }: Operation): string {
  const good = Object.entries(responses).filter(([status]) => Number(status) < 300);
  const [type, media] = Object.entries(good[0]?.[1].content ?? {})[0] ?? [];
  if (type === undefined) return 'nothing';
  if (type === 'text/event-stream') return 'events';
  if (type === 'text/plain') return 'lines';
  if (type !== 'application/json') throw new Error(`${operationId} answers with ${type}`);
  const schema = document.components.schemas[media?.schema.$ref?.split('/').at(-1) ?? ''];
  return schema?.required?.includes('has_more') === true ? 'list' : 'object';
}

/** The text of `generated/operations.ts`. */
export function operationsText(document: Document): string {
  const rows = [...operationsOf(document)].map(({ method, path, operation }) => {
    const { operationId, parameters = [], requestBody, security = [] } = operation;
    const query = parameters.some((parameter) => parameter.in === 'query');
    const body = requestBody?.required === true ? "'body'" : "'maybe_body'";
    const takes = requestBody !== undefined ? body : query ? "'query'" : 'null';
    const publishable = security.some((scheme) => 'publishableKey' in scheme);
    const gives = givenBy(document, operation);
    return `  ${operationId}: { method: '${method}', path: '${path}', takes: ${takes}, gives: '${gives}', publishable: ${publishable} },`;
  });
  return `${WRITTEN}
/** Every operation: how it is asked, what it takes beside ids, and what it answers with. */
export const operations = {
${rows.join('\n')}
} as const;

export type OperationId = keyof typeof operations;
`;
}

/** The text of `generated/resources.ts`: the type of each method, with what the document says of it. */
export function resourcesText(document: Document, resources: Resources): string {
  const known = new Map(
    [...operationsOf(document)].map(({ operation }) => [operation.operationId, operation]),
  );
  const member = (name: string, operationId: string, indent: string): string => {
    const operation = known.get(operationId);
    if (operation === undefined) throw new Error(`The document has no operation ${operationId}`);
    const words = [`${operation.summary}.`, ...(operation.description?.split('\n') ?? [])].join(' ');
    return `${indent}/** ${words.replaceAll('*/', '* /')} */\n${indent}readonly ${name}: Method<'${operationId}'>;`;
  };
  const groups = Object.entries(resources).map(([resource, methods]) => {
    const members = Object.entries(methods).map(([name, operationId]) => member(name, operationId, '    '));
    return `  readonly ${resource}: {\n${members.join('\n')}\n  };`;
  });
  return `${WRITTEN}
import type { Method } from '../methods.ts';

export interface Resources {
${[member('pay', 'pay', '  '), ...groups].join('\n')}
}
`;
}
