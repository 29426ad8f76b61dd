/** Says in the API's document what can be done with an object that an operation answers with (OpenAPI 3.1, section 4.8.20). */

// biome-ignore lint/suspicious/noExplicitAny: a part of an OpenAPI document, whose shape the linter's test checks
type Part = any;

/** An operation that takes a member of an object. Those at the object's own address, as `/v1/refunds/{id}`, need not be listed. */
export interface ApiLink {
  /** The name of the object's schema. */
  readonly from: string;
  /** The `operationId`. */
  readonly to: string;
  /** The members that go into the path, by the names of its parameters. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, string>>;
}

const SCHEMAS = '#/components/schemas/';

/** Adds to every answer with one object the links from it: those that are listed, and all at the object's own address. */
export function withLinks(document: Part, listed: readonly ApiLink[]): Part {
  const operations = Object.entries<Part>(document.paths).flatMap(([path, methods]) =>
    Object.values<Part>(methods).map((operation) => ({ path, operation })),
  );
  const summaries = new Map<string, string>(
    operations.map(({ operation }) => [operation.operationId, operation.summary]),
  );
  const hasId = (name: string) => 'id' in (document.components.schemas[name].properties ?? {});
  const links = [...[...ownAddresses(operations)].filter(({ from }) => hasId(from)), ...listed];
  for (const { to } of links)
    if (!summaries.has(to)) throw new Error(`a link leads to ${to}, and there is no such operation`);
  for (const { operation } of operations) {
    for (const response of Object.values<Part>(operation.responses)) {
      const name = answeredBy(response);
      const there = links.filter(({ from, to }) => from === name && to !== operation.operationId);
      if (there.length === 0) continue;
      response.links = Object.fromEntries(
        there.map((link) => [link.to, { ...linkTo(link), description: summaries.get(link.to) }]),
      );
    }
  }
  return document;
}

/** The name of the schema that an answer in JSON has. */
function answeredBy(response: Part): string | undefined {
  return response.content?.['application/json']?.schema?.$ref?.slice(SCHEMAS.length);
}

/** What is read at `/v1/things/{id}` has its `id`, so all operations at that address, and below it, take it. */
function* ownAddresses(operations: readonly { readonly path: string; readonly operation: Part }[]) {
  for (const { path, operation } of operations) {
    const from = answeredBy(operation.responses['200'] ?? {});
    if (!/\/\{id\}$/.test(path) || !operation.operationId.startsWith('retrieve') || from === undefined)
      continue;
    for (const other of operations)
      if (other.path === path || other.path.startsWith(`${path}/`))
        yield { from, to: other.operation.operationId as string, path: { id: 'id' } };
  }
}

function linkTo({ to, path = {}, query = {}, body }: ApiLink): Part {
  const expression = (member: string) => `$response.body#/${member}`;
  const parameters = [
    ...Object.entries(path).map(([name, member]) => [`path.${name}`, expression(member)] as const),
    ...Object.entries(query).map(([name, member]) => [`query.${name}`, expression(member)] as const),
  ];
  return {
    operationId: to,
    ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
    ...(body === undefined ? {} : { requestBody: bodyWith(body, expression) }),
  };
}

/** A text with expressions in braces (OpenAPI 3.1, section 4.8.20.4): some parsers of documents take no object here. */
function bodyWith(members: Readonly<Record<string, string>>, expression: (member: string) => string): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(members).map(([name, member]) => [name, `{${expression(member)}}`])),
  );
}
