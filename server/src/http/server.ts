import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyInstance, LogController, type RawServerDefault } from 'fastify';
import type { Logger } from 'pino';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type Authenticate, type CredentialKind, guard, type Principal } from './authentication.ts';
import { problemOf, sendProblem } from './problems.ts';
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

/** The server as the modules' routes see it. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  Logger,
  TypeBoxTypeProvider
>;

const BODY_BYTES_MAX = 256 * 1024;
/** A request that has not come whole by then is cut off: a byte a second must not hold a connection. */
const REQUEST_MS_MAX = 30_000;

/** The HTTP toolkit: parsing, authentication, problems. It knows no module; `platform.ts` mounts their routes. */
export function buildServer({ log, authenticate }: { log: Logger; authenticate: Authenticate }): App {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId('req'),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    exposeHeadRoutes: false,
    // Fastify would answer what still comes over an open connection by itself, without a code and an id.
    return503OnClosing: false,
    // Fastify would turn "100" into 100 and drop fields it does not know.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    http: { connectionsCheckingInterval: 5_000, headersTimeout: 20_000 },
  }).withTypeProvider<TypeBoxTypeProvider>() as App;

  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
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
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('request-id', request.id);
    const { credential } = request.routeOptions.config;
    if (credential !== undefined && credential !== 'none')
      request.principal = await guard(request, credential, authenticate);
  });

  logRequests(app);

  app.setErrorHandler((error: Error, request, reply) => {
    const problem = problemOf(error);
    if (problem === null) request.log.error({ err: error }, 'a request failed by a fault of ours');
    return sendProblem(request, reply, problem ?? new Problem('internal'));
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
      (method) => app.findRoute({ url: request.url.split('?')[0] as string, method }) !== null,
    );
    if (allowed.length === 0)
      return sendProblem(request, reply, new Problem('not_found', 'There is nothing at this address.'));
    return sendProblem(request, reply.header('allow', allowed.join(', ')), new Problem('method_not_allowed'));
  });
  return app;
}

/** PostgreSQL's text holds no NUL, and its jsonb no half of a surrogate pair. */
function holdsUnstorableText(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => holdsUnstorableText(key) || holdsUnstorableText(inner));
}
