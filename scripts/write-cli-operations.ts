/**
 * Writes the table of operations from which the command line makes its commands, from the API's document. A test compares the
 * two.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field, Operation } from '../cli/src/developer/operation.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Documented {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly {
    name?: string;
    in?: string;
    required?: boolean;
    description?: string;
    schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const ROOT = join(import.meta.dirname, '..');
const TABLE = join(ROOT, 'cli/src/developer/generated/operations.ts');

/** Names that the rule below would make longer than what people type. */
const NAMED: Readonly<Record<string, readonly [group: string, verb: string]>> = {
  pay: ['payments', 'pay'],
  advanceClock: ['sandbox', 'clock'],
  retrieveSandboxCharge: ['sandbox', 'charge'],
  simulatePayer: ['sandbox', 'simulate'],
  retrieveEventHead: ['events', 'head'],
  rotateWebhookSecret: ['webhook-endpoints', 'rotate-secret'],
  listWebhookDeliveries: ['webhook-endpoints', 'deliveries'],
  rollAppSecret: ['apps', 'roll-secret'],
};
/** One is `florin listen`; the others answer with no JSON, or to a key that this program does not take. */
const LEFT_OUT = new Set(['streamEvents', 'exportAuditLog', 'createToken', 'deleteToken']);

/** The text of the table. */
export function operationsText(): string {
  const document = JSON.parse(readFileSync(join(ROOT, 'sdks/openapi.json'), 'utf8')) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => operationId !== undefined && !LEFT_OUT.has(operationId))
      .map(([method, documented]) => operationOf(document, method.toUpperCase(), path, documented)),
  );
  const names = new Set(operations.map(({ group, verb }) => `${group} ${verb}`));
  if (names.size !== operations.length)
    throw new Error('two operations have the same name: name one of them in NAMED');
  return `/** Written by scripts/write-cli-operations.ts. */
import type { Operation } from '../operation.ts';

export const operations: readonly Operation[] = ${JSON.stringify(operations, null, 2)};
`;
}

function operationOf(document: Document, method: string, path: string, documented: Documented): Operation {
  const [group, verb] = NAMED[documented.operationId] ?? nameOf(path, documented.operationId);
  const query = (documented.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const body = documented.requestBody?.content['application/json']?.schema;
  return {
    ...{ group, verb, method, path, summary: documented.summary },
    query: query.map(({ name = '', description, schema }) =>
      fieldOf(document, name, { ...schema, ...(description === undefined ? {} : { description }) }, false),
    ),
    body: body === undefined ? null : fieldsOf(document, body),
  };
}

/** `/v1/payments/{id}/confirm`, which is `confirmPayment`, is `payments confirm`. What lies deeper is named by both. */
function nameOf(path: string, operationId: string): [string, string] {
  const [, , first = '', second = ''] = path.split('/');
  const said = operationId.replace(/[A-Z].*$/, '');
  const verb = said === 'retrieve' ? 'get' : said;
  const group = first === 'sandboxes' ? 'sandbox' : first;
  const deeper = second === '' || second.startsWith('{') ? '' : `-${second}`;
  return [group.replaceAll('_', '-'), `${verb}${deeper}`];
}

function fieldsOf(document: Document, schema: Schema): Field[] {
  const { properties, anyOf, required = [] } = resolved(document, schema);
  // Of a union, all fields may be given, and the API says which go together.
  if (properties === undefined)
    return (anyOf ?? [])
      .flatMap((one) => fieldsOf(document, one))
      .map((field) => ({ ...field, required: false }));
  return Object.entries(properties).map(([name, field]) =>
    fieldOf(document, name, field, required.includes(name)),
  );
}

function fieldOf(document: Document, name: string, given: Schema, required: boolean): Field {
  const schema = resolved(document, given);
  const choices = schema.enum ?? [];
  return {
    ...{ name, kind: kindOf(document, schema), required },
    description: [
      given.description ?? schema.description,
      choices.length === 0 ? undefined : `One of ${choices.join(', ')}.`,
    ]
      .filter((text) => text !== undefined)
      .join(' '),
  };
}

function kindOf(document: Document, { type, anyOf }: Schema): Field['kind'] {
  if (type === 'string') return 'text';
  if (type === 'integer' || type === 'boolean') return type;
  if (type === 'array') return 'list';
  const kinds = (anyOf ?? []).map((one) => resolved(document, one).type);
  return kinds.includes('string') ? 'text or object' : 'object';
}

function resolved(document: Document, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.split('/').at(-1) ?? '';
  const found = document.components.schemas[name];
  if (found === undefined) throw new Error(`the document has no ${schema.$ref}`);
  return found;
}

if (import.meta.main) writeFileSync(TABLE, operationsText());
