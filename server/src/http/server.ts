import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
  LogController,
  type preValidationHookHandler,
} from 'fastify';
import type { Logger } from 'pino';
import { IsOptional, type TSchema } from 'typebox';
import { isLoopback } from '../kernel/address.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import { type Catalogue, Problem } from '../kernel/problem.ts';
import { type ActsLog, keepActs } from './acts.ts';
import { allowedMethods } from './allowed-methods.ts';
import type { App } from './app.ts';
import { type Credentials, guard, type Principal, type Scope } from './authentication.ts';
import { answerBrokenRequest } from './broken-requests.ts';
import { closeInTime } from './closing.ts';
import { logFailedRequests } from './failed-requests.ts';
import { formats } from './fields.ts';
import { parseIdempotencyKey } from './idempotency.ts';
import { problemOf, sendProblem } from './problems.ts';
import { convertIntegers } from './query-integers.ts';
import { RateLimits } from './rate-limits.ts';
import { refusalsOf } from './refusals.ts';
import { checkAddress, checkHeaders, jsonOf, textOf } from './request-text.ts';
import { requireWords } from './schema-faults.ts';
import { answerInTime } from './unanswered.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a credential needs here; `none` has to be said: a route that says nothing is refused at start. */
    scope?: Scope | 'none';
  }
  interface FastifyRequest {
    principal: Principal | null;
    /** Who asks, also where their request is refused because they may not do it. */
    asker: Principal | null;
    /** Set by a hook that looks at the body's bytes before the route does; otherwise they are not kept. */
    keepsBytes: boolean;
    /** The body as it came; null where there is none, or nobody asked for it. */
    bytes: Buffer | null;
  }
}

const BODY_BYTES_MAX = 256 * 1024;

/** Time limits for clients and connections. */
export interface ServerTimes {
  /** The time within which all header fields must have arrived. */
  readonly headersMs: number;
  /** A request that has not arrived completely by then is cut off, so that sending a byte a second cannot hold a connection. */
  readonly requestMs: number;
  /** How often these two limits are checked. */
  readonly lookMs: number;
  /** A request without an answer by then is answered by the server itself. It is longer than all waits of a request together. */
  readonly answerMs: number;
  /** How long requests in progress may take to be answered when the server closes. */
  readonly finishMs: number;
}

const TIMES: ServerTimes = {
  headersMs: 20_000,
  requestMs: 30_000,
  answerMs: 60_000,
  lookMs: 5_000,
  finishMs: 15_000,
};

/** The headers of every answer, unless its route sets others. They say that the answer is data, and only for the client that asked. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
/** Browsers apply this to a name with all its ports, so on `localhost` it would shut out whatever else a developer runs. */
const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' } as const;

export interface ServerOptions extends Credentials {
  readonly log: Logger;
  /** Under which the world knows it; left out: this machine. */
  readonly publicUrl?: string;
  /** Every refusal there is. */
  readonly problems: Catalogue;
  readonly clock: Clock;
  /** Where acts are kept. */
  readonly acts?: ActsLog;
  /** Proxies that are believed when they say who asks: addresses, ranges, or `loopback`. */
  readonly trustedProxies?: readonly string[];
  readonly times?: Partial<ServerTimes>;
}

/** The HTTP toolkit: parsing, authentication, limits, problems. It knows no module; `platform.ts` mounts their routes. */
export function buildServer({
  log,
  publicUrl,
  authenticate,
  authenticateSession,
  problems,
  clock,
  acts,
  trustedProxies = ['loopback'],
  times: changed,
}: ServerOptions): App {
  const times = { ...TIMES, ...changed };
  const isLocal = publicUrl === undefined || isLoopback(new URL(publicUrl).hostname);
  const securityHeaders = isLocal ? SECURITY_HEADERS : { ...SECURITY_HEADERS, ...HTTPS_ONLY };
  const credentials = { authenticate, authenticateSession };
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // Creating a child logger for each request costs too much. Log lines contain the request_id instead.
    childLoggerFactory: (logger) => logger as typeof log,
    genReqId: () => newId('req'),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: times.requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    exposeHeadRoutes: true,
    // While the server closes, requests on connections that are already open are still served, because their clients could not know.
    return503OnClosing: false,
    // An HTTPS proxy says who its client is; nobody else is believed.
    trustProxy: [...trustedProxies],
    // Fastify would turn "100" into 100 and drop fields it does not know.
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false },
      onCreate: (ajv) => {
        for (const [name, holds] of Object.entries(formats)) ajv.addFormat(name, holds);
        // It is for generators of clients. What it says, the constants of `oneOf` say too.
        ajv.addVocabulary(['discriminator']);
      },
    },
    http: {
      connectionsCheckingInterval: times.lookMs,
      headersTimeout: times.headersMs,
      // This is checked below instead, so that the answer is a problem document.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(problems, error, socket),
    frameworkErrors: (error, request, reply) => {
      reply.header('request-id', request.id).headers(securityHeaders);
      void sendProblem(request, reply, problemOf(problems, error, request.method) ?? new Problem('internal'));
    },
  }).withTypeProvider<TypeBoxTypeProvider>() as App;
  closeInTime(app, times.finishMs);
  // This comes before the hook that authenticates, because that hook may wait for the database.
  answerInTime(app, times.answerMs);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.keepsBytes) request.bytes = body;
    // Many clients send a content type without a body.
    const empty = body.length === 0 && takesEmptyBody(request.routeOptions);
    // If parsing throws before `done` is called, what it throws becomes the answer.
    done(null, empty ? undefined : jsonOf(textOf(request, body)));
  });

  const methodsOf = allowedMethods(app);
  app.decorate('problems', problems);
  app.decorateRequest('principal', null);
  app.decorateRequest('asker', null);
  app.decorateRequest('keepsBytes', false);
  app.decorateRequest('bytes', null);
  app.decorateRequest('idempotencyKey', null);
  app.addHook('onRoute', (route) => {
    const { config } = route;
    if (config?.scope === undefined) throw new Error(`${route.url} does not say which scope it needs`);
    if (route.method === 'POST' && config.scope !== 'none' && config.idempotency === undefined)
      throw new Error(`${route.url} does not say whether it takes an Idempotency-Key`);
    const query = route.schema?.querystring as { additionalProperties?: boolean } | undefined;
    // A page that people open may be reached by links with parameters that others add.
    if (query !== undefined && config.scope !== 'none' && query.additionalProperties !== false)
      throw new Error(`${route.url} would ignore a query parameter that it does not know`);
    // The HEAD route shares the configuration object of the GET route.
    if (config.operation !== undefined) config.refusals ??= refusalsOf(problems, route);
    const integers = convertIntegers(route.schema?.querystring as Parameters<typeof convertIntegers>[0]);
    if (integers !== undefined) route.preValidation = [route.preValidation ?? [], integers].flat();
    requireWords(route.url, route.schema ?? {});
    if (takesEmptyBody(route) && route.schema?.body !== undefined)
      route.preValidation = [route.preValidation ?? [], emptyBodyIsObject].flat();
  });
  keepActs(app, acts);
  const limits = new RateLimits(clock);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('request-id', request.id).headers(securityHeaders);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      throw new Problem('invalid_request', 'There is no Host header.', { field: 'Host' });
    checkHeaders(request);
    // Before anything is asked of a body, of which an address or a method that is not there has no need.
    if (request.is404) {
      answerUnknown(request, reply);
      return;
    }
    const { scope = 'none', limited, idempotency } = request.routeOptions.config;
    if (scope === 'none') {
      if (limited === 'address') limits.ofAddress(request, reply);
      checkAddress(request);
      done();
      return;
    }
    const admit = (principal: Principal): void => {
      request.principal = principal;
      limits.ofPrincipal(request, reply, principal);
      if (idempotency === 'key')
        request.idempotencyKey = parseIdempotencyKey(
          request.headers['idempotency-key'] as string | undefined,
        );
      checkAddress(request);
    };
    const principal = guard(request, scope, credentials, (challenge, why) => {
      reply.header('www-authenticate', challenge);
      if (why === 'unauthorized') limits.ofFailure(request, reply);
    });
    if (principal instanceof Promise) {
      principal.then(admit).then(() => done(), done);
    } else {
      admit(principal);
      done();
    }
  });

  logFailedRequests(app);

  app.setErrorHandler((error: Error, request, reply) => {
    const problem = problemOf(problems, error, request.method);
    if (problem === null) {
      request.log.error({ err: error, request_id: request.id }, 'a request failed by a fault of ours');
      // These headers were set for another answer, and may have caused the error.
      for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
      reply.header('request-id', request.id).headers(securityHeaders);
    } else if (problem !== error && problems[problem.code].status === 503)
      request.log.warn({ err: error, request_id: request.id }, 'a request was not served');
    return sendProblem(request, reply, problem ?? new Problem('internal'));
  });
  function answerUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const methods = methodsOf(request.url.split('?')[0] as string);
    // If the address supports the method but still has nothing there, it is an unknown address.
    if (methods.length === 0 || methods.includes(request.method))
      return sendProblem(request, reply, new Problem('address_unknown'));
    reply.header('allow', [...methods, 'OPTIONS'].join(', '));
    if (request.method === 'OPTIONS') return reply.code(204).send();
    return sendProblem(request, reply, new Problem('method_not_allowed'));
  }
  app.setNotFoundHandler(answerUnknown);
  return app;
}

/** Whether the body may be missing: the route has no schema for it, or an optional one. */
function takesEmptyBody({ schema }: { schema?: FastifySchema | undefined }): boolean {
  return schema?.body === undefined || IsOptional(schema.body as TSchema);
}

const emptyBodyIsObject: preValidationHookHandler = (request, _reply, done) => {
  if (request.body === undefined) request.body = {};
  done();
};
