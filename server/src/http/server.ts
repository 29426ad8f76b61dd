import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifySchema, LogController, type preValidationHookHandler } from 'fastify';
import type { Logger } from 'pino';
import { IsOptional, type TSchema } from 'typebox';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { allowedMethods } from './allowed-methods.ts';
import type { App } from './app.ts';
import { type Authenticate, type CredentialKind, guard, type Principal } from './authentication.ts';
import { answerBrokenRequest } from './broken-requests.ts';
import { closeInTime } from './closing.ts';
import { problemOf, sendProblem } from './problems.ts';
import { RateLimits } from './rate-limits.ts';
import { logRequests } from './request-log.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which credential the route asks for; `none` has to be said. A route without it is refused at start. */
    credential?: CredentialKind | 'none';
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

const BODY_BYTES_MAX = 256 * 1024;

/** How long clients and connections are waited for. */
export interface ServerTimes {
  /** The header fields must have come whole by then. */
  readonly headersMs: number;
  /** A request that has not come whole by then is cut off: a byte a second must not hold a connection. */
  readonly requestMs: number;
  /** How often the two are looked at. */
  readonly lookMs: number;
  /** When the server closes, what is in flight has so long to be answered. */
  readonly finishMs: number;
}

const TIMES: ServerTimes = { headersMs: 20_000, requestMs: 30_000, lookMs: 5_000, finishMs: 15_000 };

/** What every answer carries, unless its route says otherwise: it is data, for the one who asked. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
} as const;

export interface ServerOptions {
  readonly log: Logger;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  /** Proxies that are believed when they say who asks: addresses, ranges, or `loopback`. */
  readonly trustedProxies?: readonly string[];
  readonly times?: Partial<ServerTimes>;
}

/** The HTTP toolkit: parsing, authentication, limits, problems. It knows no module; `platform.ts` mounts their routes. */
export function buildServer({
  log,
  authenticate,
  clock,
  trustedProxies = ['loopback'],
  times: changed,
}: ServerOptions): App {
  const times = { ...TIMES, ...changed };
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger for each request would cost more than the request's own line is worth: lines say request_id.
    childLoggerFactory: (logger) => logger as typeof log,
    genReqId: () => newId('req'),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: times.requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    exposeHeadRoutes: true,
    // A request on a connection that was open already is served while the server closes: it was sent in good faith.
    return503OnClosing: false,
    // An HTTPS proxy says who its client is; nobody else is believed.
    trustProxy: [...trustedProxies],
    // Fastify would turn "100" into 100 and drop fields it does not know.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    http: {
      connectionsCheckingInterval: times.lookMs,
      headersTimeout: times.headersMs,
      // Asked for below, so that the answer is a problem document.
      requireHostHeader: false,
    },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      reply.header('request-id', request.id).headers(SECURITY_HEADERS);
      void sendProblem(request, reply, problemOf(error, request.method) ?? new Problem('internal'));
    },
  }).withTypeProvider<TypeBoxTypeProvider>() as App;
  closeInTime(app, times.finishMs);

  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients name the type of a body that they do not send.
    if (body === '' && takesEmptyBody(request.routeOptions)) return done(null, undefined);
    void parseJson(request, body, (error, value) => {
      if (error === null && body.includes('\\u') && holdsUnstorableText(value)) {
        done(
          new Problem('invalid_request', 'A string holds NUL or half a surrogate pair, which is no text.'),
        );
      } else {
        done(error, value);
      }
    });
  });

  app.decorateRequest('principal', null);
  app.addHook('onRoute', (route) => {
    if (route.config?.credential === undefined)
      throw new Error(`${route.url} does not say which credential it asks for`);
    if (takesEmptyBody(route) && route.schema?.body !== undefined)
      route.preValidation = [route.preValidation ?? [], emptyBodyIsObject].flat();
  });
  const limits = new RateLimits(clock);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('request-id', request.id).headers(SECURITY_HEADERS);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      throw new Problem('invalid_request', 'There is no Host header.', { field: 'Host' });
    const { credential = 'none', limited } = request.routeOptions.config;
    if (credential !== 'none') {
      request.principal = await guard(request, credential, authenticate, () =>
        limits.ofFailure(request, reply),
      );
      limits.ofPrincipal(request, reply, request.principal);
    } else if (limited === 'address') limits.ofAddress(request, reply);
  });

  logRequests(app);

  app.setErrorHandler((error: Error, request, reply) => {
    const problem = problemOf(error, request.method);
    if (problem === null)
      request.log.error({ err: error, request_id: request.id }, 'a request failed by a fault of ours');
    else if (problem !== error && problem.status === 503)
      request.log.warn({ err: error, request_id: request.id }, 'a request was not served');
    return sendProblem(request, reply, problem ?? new Problem('internal'));
  });
  const methodsOf = allowedMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url.split('?')[0] as string);
    if (methods.length === 0) return sendProblem(request, reply, new Problem('address_unknown'));
    reply.header('allow', [...methods, 'OPTIONS'].join(', '));
    if (request.method === 'OPTIONS') return reply.code(204).send();
    return sendProblem(request, reply, new Problem('method_not_allowed'));
  });
  return app;
}

/** Whether nothing has to be said in the body: a route has no schema for it, or an optional one. */
function takesEmptyBody({ schema }: { schema?: FastifySchema | undefined }): boolean {
  return schema?.body === undefined || IsOptional(schema.body as TSchema);
}

const emptyBodyIsObject: preValidationHookHandler = (request, _reply, done) => {
  if (request.body === undefined) request.body = {};
  done();
};

/** PostgreSQL's text holds no NUL, and its jsonb no half of a surrogate pair. */
function holdsUnstorableText(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => holdsUnstorableText(key) || holdsUnstorableText(inner));
}
