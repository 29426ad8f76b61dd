import { fastifySwagger, formatParamUrl } from '@fastify/swagger';
import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import { IsOptional, type TSchema } from 'typebox';
import type { NamesSaid } from '../kernel/modules.ts';
import { type Catalogue, type ProblemCode, problemTypeOf } from '../kernel/problem.ts';
import type { App } from './app.ts';
import { type Need, PUBLISHABLE_SCOPES } from './authentication.ts';
import { type ApiLink, withLinks } from './openapi-links.ts';
import { problemSchema } from './problem-schema.ts';
import { Integer } from './schemas.ts';
import { SharedSchemas } from './shared-schemas.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's text in the API reference. A route that is not for developers sets `schema.hide` instead. */
    operation?: Operation;
  }
}

/** A section of the API reference. */
type Tag = NamesSaid<'tags'>;

/** The meaning of one answer of a route, with an example. */
interface Answer {
  readonly description: string;
  /** Left out when the answer has no body. */
  readonly example?: unknown;
  /** Set only when Fastify gets no schema for this answer because the handler writes the text itself. */
  readonly schema?: TSchema;
  /** Set only when the answer is not JSON. */
  readonly mediaType?: string;
}

/**
 * The route's text in the API reference. The schemas in the reference are the ones that validate requests and answers. A test
 * checks every example against its schema.
 */
export interface Operation {
  /** Becomes the method's name in generated clients. */
  readonly operationId: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  /** An example of the body. */
  readonly body?: unknown;
  /** Examples of parameters in the path and the query. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** The refusals specific to this route. Refusals that all routes of its kind share need not be listed. */
  readonly problems?: readonly ProblemCode[];
}

const REQUEST_ID = 'req_01kb0zv9q3e8k8n2m4x6t7w5ya';

/** The keys that have the scope. */
function securityOf(scope: Need): readonly Record<string, readonly string[]>[] {
  if (scope === 'none') return [];
  return PUBLISHABLE_SCOPES.has(scope) ? [{ publishableKey: [] }, { secretKey: [] }] : [{ secretKey: [] }];
}

// biome-ignore lint/suspicious/noExplicitAny: a part of an OpenAPI document, whose shape the linter's test checks
type Part = any;

interface RouteToDescribe {
  readonly method: string;
  readonly scope: Need;
  readonly operation: Operation;
  readonly idempotency: FastifyContextConfig['idempotency'];
  readonly refusals: ReadonlySet<ProblemCode>;
  readonly schema: {
    readonly body?: TSchema;
    readonly params?: TSchema;
    readonly querystring?: TSchema;
    readonly response?: Readonly<Record<string, TSchema>>;
  };
}

export interface OpenApiOptions {
  readonly version: string;
  /** The address of the API, which generated clients use by default. */
  readonly publicUrl: string;
  /** The sections, with what they are about. */
  readonly tags: Readonly<Record<Tag, string>>;
  /** Where the objects that it answers with lead. */
  readonly links: readonly ApiLink[];
}

/**
 * Serves the OpenAPI document of all routes that are mounted after this call. The document is built once, on the first request
 * for it, from the schemas that validate requests.
 */
export function serveOpenApi(app: App, options: OpenApiOptions): void {
  const described = new Map<string, RouteToDescribe>();
  const shared = new SharedSchemas();
  shared.take(problemSchema(app.problems));
  // Called directly, not registered: Fastify would load a registered plugin only after the routes below are mounted.
  fastifySwagger(
    app as unknown as FastifyInstance,
    {
      openapi: frame(options),
      convertConstToEnum: false,
      transform: ({ schema = {}, url, route }) => {
        const {
          operation,
          scope = 'none',
          idempotency,
          refusals = new Set<ProblemCode>(),
        } = route.config ?? {};
        if (schema.hide === true) return { url, schema };
        if (operation === undefined)
          throw new Error(`${route.method} ${url} has no config.operation and is not hidden by schema.hide`);
        const methods = [route.method].flat();
        for (const method of methods) {
          described.set(`${method.toLowerCase()} ${formatParamUrl(url)}`, {
            method,
            scope,
            operation,
            idempotency,
            refusals,
            schema: schema as RouteToDescribe['schema'],
          });
        }
        const { operationId, tag, summary } = operation;
        const description =
          typeof idempotency === 'object'
            ? `${operation.description} No Idempotency-Key is needed: ${idempotency.none}`
            : operation.description;
        const security = securityOf(scope);
        const { response: _, ...parts } = schema;
        const named = shared.take(parts);
        return {
          url,
          schema: {
            ...named,
            operationId,
            tags: [tag],
            summary,
            description,
            security,
            ...(scope === 'none' ? {} : { 'x-scope': scope }),
          },
        };
      },
      transformObject: ({ openapiObject }: Part) =>
        complete(openapiObject, { ...options, described, shared, problems: app.problems }),
    },
    () => {},
  );
  let json: string | undefined;
  app.get('/openapi.json', { config: { scope: 'none' }, schema: { hide: true } }, async (_request, reply) => {
    json ??= JSON.stringify(app.swagger());
    return reply
      .headers({ 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' })
      .type('application/json; charset=utf-8')
      .send(json);
  });
}

function frame({ version, publicUrl }: OpenApiOptions): Part {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Florin API',
      version,
      summary: 'Take payments, refund them, and get notified of what happens.',
      description:
        'Amounts are whole numbers in the minor unit of their currency: 100 is 1.00 USD, 100 JPY or 0.100 KWD. ' +
        'Times are RFC 3339 in UTC. A refused request is answered with a problem document of RFC 9457 that has a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl, description: 'The installation that this document came from.' }],
    components: {
      securitySchemes: {
        secretKey: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A secret key, `sk_test_…` or `sk_live_…`. It may do what its scopes say, which is everything if it has none. Keep it on your server.',
        },
        publishableKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'A publishable key, `pk_test_…` or `pk_live_…`. It is for the payer’s page.',
        },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description:
            'A fresh UUID, with or without quotes. For 24 hours, a request with the same key and body gets the answer to the ' +
            'first such request.',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
          example: '4f0c1d9e-6c5f-4b1e-9f0a-2d7f3c1b8a55',
        },
      },
      headers: {
        RequestId: {
          description: 'The id of the request.',
          schema: { type: 'string' },
          example: REQUEST_ID,
        },
        RetryAfter: {
          description: 'How many seconds to wait before trying again.',
          schema: Integer({ minimum: 1 }),
          example: 1,
        },
      },
    },
  };
}

interface Completion extends OpenApiOptions {
  readonly described: ReadonlyMap<string, RouteToDescribe>;
  readonly shared: SharedSchemas;
  readonly problems: Catalogue;
}

/** Adds what Fastify does not generate: examples, refusals and headers. */
function complete(document: Part, { tags, links, described, shared, problems }: Completion): Part {
  const usedTags = new Set<Tag>();
  const usedKeys = new Set<string>();
  for (const [path, methods] of Object.entries<Part>(document.paths)) {
    for (const [method, part] of Object.entries<Part>(methods)) {
      const route = described.get(`${method} ${path}`);
      if (route === undefined) throw new Error(`${method} ${path} is in the document without a description`);
      usedTags.add(route.operation.tag);
      for (const keys of part.security) for (const name of Object.keys(keys)) usedKeys.add(name);
      completeOperation(part, route, shared, problems);
    }
  }
  const { components } = document;
  const securitySchemes = Object.fromEntries(
    Object.entries(components.securitySchemes).filter(([name]) => usedKeys.has(name)),
  );
  const completed = shared.put({
    ...document,
    tags: [...usedTags].map((name) => ({ name, description: tags[name] })),
    components: { ...components, securitySchemes, schemas: shared.all },
  });
  return withLinks(completed, links);
}

function completeOperation(
  part: Part,
  route: RouteToDescribe,
  shared: SharedSchemas,
  problems: Catalogue,
): void {
  const { operation } = route;
  for (const parameter of part.parameters ?? []) {
    const example = operation.parameters?.[parameter.name];
    if (example !== undefined) parameter.example = example;
  }
  if (route.idempotency === 'key') {
    part.parameters = [...(part.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }];
  }
  if (part.requestBody !== undefined) {
    // Fastify marks every body as required, so an optional one is corrected here.
    part.requestBody.required = route.schema.body !== undefined && !IsOptional(route.schema.body);
    for (const media of Object.values<Part>(part.requestBody.content)) media.example = operation.body;
  }
  part.responses = {};
  for (const [status, answer] of Object.entries(operation.answers)) {
    const { description, example, schema = route.schema.response?.[status], mediaType } = answer;
    if ((schema === undefined) !== (example === undefined))
      throw new Error(`${operation.operationId} needs a schema and an example for ${status}, or neither`);
    const content = { [mediaType ?? 'application/json']: { schema: shared.take(schema), example } };
    part.responses[status] = {
      description,
      headers: { 'Request-Id': { $ref: '#/components/headers/RequestId' } },
      ...(schema === undefined ? {} : { content }),
    };
  }
  for (const [status, codes] of Map.groupBy(route.refusals, (code) => problems[code].status)) {
    part.responses[status] = refusals(problems, status, codes);
  }
}

function refusals(problems: Catalogue, status: number, codes: readonly ProblemCode[]): Part {
  const example = (code: ProblemCode) => ({
    type: problemTypeOf(code),
    title: problems[code].title,
    status,
    detail: problems[code].advice,
    code,
    request_id: REQUEST_ID,
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join('\n\n'),
    'x-problem-codes': codes,
    headers: {
      'Request-Id': { $ref: '#/components/headers/RequestId' },
      ...(status === 429 || status === 503
        ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
        : {}),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: problems[code].title, value: example(code) }]),
        ),
      },
    },
  };
}
