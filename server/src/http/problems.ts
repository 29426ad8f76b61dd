import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { troubleOf } from '../database/index.ts';
import { hideCardNumbers } from '../kernel/card-number.ts';
import { type Catalogue, Problem, type ProblemCode, problemTypeOf } from '../kernel/problem.ts';
import { codesOfFields } from './refusals.ts';
import { schemaFault } from './schema-faults.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every refusal there is. */
    readonly problems: Catalogue;
  }
}

/** The log message about a refusal that the API's document does not list for the route. A test fails if it logs one. */
export const UNLISTED = 'a refusal was given that the document does not list';

/** Writes a problem document (RFC 9457). */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { code } = problem;
  const { problems } = request.server;
  const { status } = problems[code];
  const { refusals } = request.routeOptions.config ?? {};
  if (refusals?.has(code) === false) request.log.error({ route: request.routeOptions.url, code }, UNLISTED);
  const { retryAfter } = problem.extras;
  if (retryAfter !== undefined) reply.header('retry-after', Math.ceil(retryAfter));
  return (
    reply
      .code(status)
      .header('content-type', 'application/problem+json')
      // Sent as bytes, because Fastify adds a charset to the type of a text, and the JSON type has no charset.
      .send(Buffer.from(problemJson(problems, problem, request.id)))
  );
}

/** Returns the problem document for one request. */
export function problemJson(problems: Catalogue, problem: Problem, requestId: string): string {
  const { retryAfter: _, field, ...members } = problem.extras;
  const { status, title, advice } = problems[problem.code];
  return JSON.stringify({
    type: problemTypeOf(problem.code),
    title,
    status,
    // Both texts may quote what was sent, and a card number must not be repeated.
    detail: hideCardNumbers(problem.detail ?? advice),
    code: problem.code,
    request_id: requestId,
    ...(field === undefined ? {} : { field: hideCardNumbers(field) }),
    ...members,
  });
}

/** The codes of our catalogue for Fastify's own refusals. */
const FASTIFY_CODES: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

/** The codes for all other refusals by Fastify and its plugins, by HTTP status. */
const STATUS_CODES: Record<number, ProblemCode> = {
  404: 'address_unknown',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

/** Turns what a handler threw into the problem that the client receives. Returns null if it is a bug in Florin and not a refusal. */
export function problemOf(
  problems: Catalogue,
  error: FastifyError | Problem | Error,
  method: string,
): Problem | null {
  if (error instanceof Problem) return error;
  const { validation, validationContext, code, statusCode } = error as FastifyError;
  if (validation !== undefined) {
    const { field, keyword, detail } = schemaFault(validation, validationContext ?? 'body');
    const codes = codesOfFields(problems, keyword === 'format');
    const problem = (keyword !== 'additionalProperties' && codes[field]) || 'invalid_request';
    return new Problem(problem, detail, field === '' ? {} : { field });
  }
  const known = FASTIFY_CODES[code ?? ''];
  if (known !== undefined) return new Problem(known);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem(STATUS_CODES[statusCode] ?? 'invalid_request');
  const trouble = troubleOf(error);
  if (trouble === null) return null;
  // A request that only reads can safely be repeated. Any other request may already have taken effect.
  const unknown = trouble === 'lost' && method !== 'GET' && method !== 'HEAD';
  return new Problem(unknown ? 'outcome_unknown' : 'database_unavailable', undefined, { retryAfter: 1 });
}
