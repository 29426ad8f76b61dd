import { fastifySwagger, formatParamUrl } from '@fastify/swagger';
import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import { IsOptional, type TSchema, Type } from 'typebox';
import {
  catalogue,
  membersOf,
  Problem,
  type ProblemCode,
  problemMembers,
  problemTypeOf,
} from '../kernel/problem.ts';
import type { App } from './app.ts';
import { PUBLISHABLE_SCOPES, type Scope } from './authentication.ts';
import { Integer, OneOf } from './schemas.ts';
import { SharedSchemas } from './shared-schemas.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the API reference says of the route. A route that is not for developers says `schema.hide`. */
    operation?: Operation;
  }
}

/** A section of the API reference. */
const tags = {
  Payments: 'Take a payment, follow it, look it up.',
  Refunds: 'Give money back.',
  Reversals: 'Money that a payer’s bank took back.',
  Balances: 'What you have.',
  Checkout: 'Pages that Florin hosts, where a payer pays.',
  Events: 'What happened, as a log and as a stream.',
  Webhooks: 'What happened, sent to your server.',
  Sandbox: 'What payers, their banks and the passing of time do, at your word.',
} as const;

/** What an answer of a route means, and one that it might give. */
interface Answer {
  readonly description: string;
  /** Left out where the answer has no body. */
  readonly example?: unknown;
  /** Where Fastify is given none to write the answer by: the handler writes it as text itself. */
  readonly schema?: TSchema;
  /** Where it is not JSON. */
  readonly mediaType?: string;
}

/**
 * What the API reference says of a route beside its schemas, which are those that validate. Every example is held
 * against its schema by a test.
 */
export interface Operation {
  /** Becomes the method's name in generated clients. */
  readonly operationId: string;
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description: string;
  /** An example of the body. */
  readonly body?: unknown;
  /** Examples of parameters in the path and the query. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Refusals of this route's own; those of every route of its kind need not be named. */
  readonly problems?: readonly ProblemCode[];
}

/** A member with which refusals carry it, which is what the kernel knows of it. */
function told([name, schema]: [string, TSchema]): [string, TSchema] {
  const carriers = Object.entries<readonly string[]>(membersOf).filter(([, names]) => names.includes(name));
  const by = carriers.map(([code]) => `\`${code}\``).join(', ');
  const { description = '' } = schema as { description?: string };
  const whole = carriers.length === 0 ? description : `${description} With ${by}.`.trim();
  return [name, Type.Optional({ ...schema, description: whole })];
}

/** A refusal as the API writes it: one schema for all, so that every client has one type to catch. */
const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri-reference', description: 'The page of the documents about this code.' }),
    title: Type.String(),
    status: Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong with this request, for a developer to read.' }),
    code: OneOf(Object.keys(catalogue) as ProblemCode[], {
      $id: 'ProblemCode',
      description: 'Stable: what a program decides by. New ones may be added.',
    }),
    request_id: Type.String({ description: 'Tell us this when you ask about the request.' }),
    ...Object.fromEntries(Object.entries<TSchema>(problemMembers).map(told)),
  },
  {
    $id: 'Problem',
    additionalProperties: true,
    description: 'A problem document of RFC 9457. Which codes an answer may carry is said at each operation.',
  },
);

const REQUEST_ID = 'req_01kb0zv9q3e8k8n2m4x6t7w5ya';

/** The keys that have the scope. */
function securityOf(scope: Scope | 'none'): readonly Record<string, readonly string[]>[] {
  if (scope === 'none') return [];
  return PUBLISHABLE_SCOPES.has(scope) ? [{ publishableKey: [] }, { secretKey: [] }] : [{ secretKey: [] }];
}

// biome-ignore lint/suspicious/noExplicitAny: a part of an OpenAPI document, whose shape the linter's test checks
type Part = any;

interface RouteToDescribe {
  readonly method: string;
  readonly scope: Scope | 'none';
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

/**
 * Serves the OpenAPI document of all routes that are mounted after it. The document is made once, from the schemas
 * that validate, when it is first asked for.
 * @param publicUrl where the API is reached, which generated clients take for their default.
 */
export function serveOpenApi(app: App, version: string, publicUrl: string): void {
  const described = new Map<string, RouteToDescribe>();
  const shared = new SharedSchemas();
  shared.take(ProblemSchema);
  // Called rather than registered, because the routes that follow are mounted before a plugin would be loaded.
  fastifySwagger(
    app as unknown as FastifyInstance,
    {
      openapi: frame(version, publicUrl),
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
            ? `${operation.description} It needs no Idempotency-Key: ${idempotency.none}`
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
      transformObject: ({ openapiObject }: Part) => complete(openapiObject, described, shared),
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

function frame(version: string, publicUrl: string): Part {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Florin API',
      version,
      summary: 'Take payments, give them back, hear of what happened.',
      description:
        'Amounts are whole numbers in the minor unit of their currency: 100 is 1.00 USD, 100 JPY or 0.100 KWD. ' +
        'Times are RFC 3339 in UTC. Every refusal is a problem document of RFC 9457 with a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl, description: 'The installation that this document came from.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        secretKey: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A secret key, `sk_test_…` or `sk_live_…`. It may do everything: keep it on your server.',
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
            'A fresh UUID, bare or quoted. The same key and body again get the first answer, for 24 hours.',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
          example: '4f0c1d9e-6c5f-4b1e-9f0a-2d7f3c1b8a55',
        },
      },
      headers: {
        RequestId: {
          description: 'The number of the request.',
          schema: { type: 'string' },
          example: REQUEST_ID,
        },
        RetryAfter: {
          description: 'So many seconds to wait.',
          schema: Integer({ minimum: 1 }),
          example: 1,
        },
      },
    },
  };
}

/** Adds what Fastify has no schema for: examples, refusals, headers. */
function complete(
  document: Part,
  described: ReadonlyMap<string, RouteToDescribe>,
  shared: SharedSchemas,
): Part {
  const usedTags = new Set<string>();
  const usedKeys = new Set<string>();
  for (const [path, methods] of Object.entries<Part>(document.paths)) {
    for (const [method, part] of Object.entries<Part>(methods)) {
      const route = described.get(`${method} ${path}`);
      if (route === undefined) throw new Error(`${method} ${path} is in the document without a description`);
      usedTags.add(route.operation.tag);
      for (const keys of part.security) for (const name of Object.keys(keys)) usedKeys.add(name);
      completeOperation(part, route, shared);
    }
  }
  const { tags: sections, components } = document;
  const securitySchemes = Object.fromEntries(
    Object.entries(components.securitySchemes).filter(([name]) => usedKeys.has(name)),
  );
  return shared.put({
    ...document,
    tags: sections.filter(({ name }: Part) => usedTags.has(name)),
    components: { ...components, securitySchemes, schemas: shared.all },
  });
}

function completeOperation(part: Part, route: RouteToDescribe, shared: SharedSchemas): void {
  const { operation } = route;
  for (const parameter of part.parameters ?? []) {
    const example = operation.parameters?.[parameter.name];
    if (example !== undefined) parameter.example = example;
  }
  if (route.idempotency === 'key') {
    part.parameters = [...(part.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }];
  }
  if (part.requestBody !== undefined) {
    // Fastify's own word is that every body is required.
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
  for (const [status, codes] of Map.groupBy(route.refusals, (code) => new Problem(code).status)) {
    part.responses[status] = refusals(status, codes);
  }
}

function refusals(status: number, codes: readonly ProblemCode[]): Part {
  const example = (code: ProblemCode) => ({
    type: problemTypeOf(code),
    title: catalogue[code][1],
    status,
    detail: catalogue[code][2],
    code,
    request_id: REQUEST_ID,
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${catalogue[code][1]}.`).join('\n\n'),
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
          codes.map((code) => [code, { summary: catalogue[code][1], value: example(code) }]),
        ),
      },
    },
  };
}
