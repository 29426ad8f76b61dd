import { InputError, VerificationError } from '../errors.ts';
import {
  type HeadersLike,
  secretsOf,
  verifyWebhook,
  type WebhookEvent,
  type WebhookOptions,
} from './verify.ts';

export interface WebhookHandlerOptions extends WebhookOptions {
  /**
   * Handles an event. When it throws, Florin is answered with 500 and delivers again. A delivery may come more than once: remember
   * `event.id`.
   */
  readonly onEvent: (event: WebhookEvent) => void | Promise<void>;
  /** Hears what `onEvent` threw, or why a delivery was refused. */
  readonly onError?: (error: unknown) => void;
}

const BODY_BYTES_MAX = 1024 * 1024;

/** The status to answer a delivery with. */
async function handled(
  body: string | Uint8Array,
  headers: HeadersLike,
  options: WebhookHandlerOptions,
): Promise<204 | 401 | 500> {
  try {
    await options.onEvent(await verifyWebhook(body, headers, options));
    return 204;
  } catch (error) {
    options.onError?.(error);
    return error instanceof VerificationError ? 401 : 500;
  }
}

/**
 * A handler of `Request` and `Response`. For Next: `export const POST = webhookHandler({ … })`. For Hono:
 * `app.post('/webhooks', (c) => handler(c.req.raw))`. Deno, Bun and workers take it as it is.
 */
export function webhookHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    const body = new Uint8Array(await request.arrayBuffer());
    return new Response(null, { status: await handled(body, request.headers, options) });
  };
}

/** As much of a request of Node as is used here. */
interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
}
interface NodeResponse {
  statusCode: number;
  end(): unknown;
}

/**
 * A handler for Express, and for whatever else is made of Node’s requests: `app.post('/webhooks', expressWebhook({ … }))`. It reads
 * the body itself, so it stands before `express.json()`; behind `express.raw()` it takes the bytes from there. Throws `InputError` at
 * once for what is no secret: the shop must not find that out from its first delivery.
 */
export function expressWebhook(
  options: WebhookHandlerOptions,
): (request: NodeRequest, response: NodeResponse, next?: (error?: unknown) => void) => Promise<void> {
  secretsOf(options.secret);
  return async (request, response, next) => {
    try {
      response.statusCode = await handled(await bodyOf(request), request.headers, options);
      response.end();
    } catch (error) {
      options.onError?.(error);
      if (next !== undefined) return next(error);
      response.statusCode = 500;
      response.end();
    }
  };
}

async function bodyOf(request: NodeRequest): Promise<string | Uint8Array> {
  const { body } = request;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body !== undefined && body !== null)
    throw new InputError(
      'The body was parsed already, and cannot be verified: put the webhook’s route before express.json().',
    );
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new InputError('The body is too long for a delivery.');
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

interface FastifyRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}
interface FastifyReply {
  code(status: number): { send(): unknown };
}
/** As much of a Fastify instance as is used here. */
interface FastifyScope {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer' },
    parser: (request: unknown, body: Uint8Array, done: (error: null, body: Uint8Array) => void) => void,
  ): unknown;
  post(path: string, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): unknown;
}

/**
 * A plugin for Fastify: `fastify.register(fastifyWebhook({ path: '/webhooks', … }))`. Its parser, which keeps the bytes, holds for this
 * route alone. Throws `InputError` at once for what is no secret.
 */
export function fastifyWebhook({ path, ...options }: WebhookHandlerOptions & { readonly path: string }) {
  secretsOf(options.secret);
  return async (scope: FastifyScope): Promise<void> => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post(path, async (request, reply) =>
      reply.code(await handled(request.body as Uint8Array, request.headers, options)).send(),
    );
  };
}
