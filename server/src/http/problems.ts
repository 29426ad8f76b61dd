import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { troubleOf } from '../database/index.ts';
import { catalogue, Problem, type ProblemCode, problemTypeOf } from '../kernel/problem.ts';
import { FIELD_CODES } from './refusals.ts';

/** The line of the log that tells of a refusal which the API's document does not list; no test may leave one. */
export const UNLISTED = 'a refusal was given that the document does not list';

/** Writes a problem document (RFC 9457). */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, code } = problem;
  const { refusals } = request.routeOptions.config ?? {};
  if (refusals?.has(code) === false) request.log.error({ route: request.routeOptions.url, code }, UNLISTED);
  const { retryAfter } = problem.extras;
  if (retryAfter !== undefined) reply.header('retry-after', Math.ceil(retryAfter));
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="florin"');
  return (
    reply
      .code(status)
      .header('content-type', 'application/problem+json')
      // As bytes, because Fastify adds a charset to the type of a text, and JSON's has none.
      .send(Buffer.from(problemJson(problem, request.id)))
  );
}

/** The problem document of one request. */
export function problemJson(problem: Problem, requestId: string): string {
  const { retryAfter: _, ...members } = problem.extras;
  return JSON.stringify({
    type: problemTypeOf(problem.code),
    title: catalogue[problem.code][1],
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    request_id: requestId,
    ...members,
  });
}

/** What Fastify's own refusals are called in our catalogue. */
const FASTIFY_CODES: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

/** What fields must be, where the schema's own words would not help. */
const FIELD_HINTS: Record<string, string> = {
  amount: 'must be a whole number of minor units (25.99 USD is 2599), from 1 to 999999999999, without quotes',
  currency: 'must be three upper-case letters, as USD',
  limit: 'must be from 1 to 100',
  metadata: 'must be an object of up to 50 texts, with names of up to 40 characters',
};

/** What is wrong with a field, and what it should be. */
function faultOf(field: string, fault: FastifySchemaValidationError | undefined): string {
  const { missingProperty, additionalProperty, allowedValues } = (fault?.params ?? {}) as {
    missingProperty?: string;
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  if (additionalProperty !== undefined) return 'is not a field of this request';
  if (missingProperty !== undefined) return 'is missing';
  const hint = FIELD_HINTS[field];
  if (hint !== undefined) return hint;
  return allowedValues === undefined
    ? (fault?.message ?? 'is wrong')
    : `must be one of ${allowedValues.join(', ')}`;
}

/** Turns whatever a handler threw into the problem that the client hears. Null: a bug of ours, not a refusal. */
export function problemOf(error: FastifyError | Problem | Error, method: string): Problem | null {
  if (error instanceof Problem) return error;
  const { validation, validationContext, code, statusCode } = error as FastifyError;
  if (validation !== undefined) {
    const first = mostTelling(validation);
    const parameters = first?.params as { missingProperty?: string; additionalProperty?: string } | undefined;
    const leaf = parameters?.missingProperty ?? parameters?.additionalProperty;
    const field = [first?.instancePath.slice(1), leaf].filter(Boolean).join('/');
    const problem = (parameters?.additionalProperty === undefined && FIELD_CODES[field]) || 'invalid_request';
    const detail = `${field || validationContext || 'body'} ${faultOf(field, first)}`;
    return new Problem(problem, detail, field === '' ? {} : { field });
  }
  const known = FASTIFY_CODES[code ?? ''];
  if (known !== undefined) return new Problem(known);
  if (error instanceof SyntaxError || statusCode === 400) return new Problem('malformed_json', error.message);
  const trouble = troubleOf(error);
  if (trouble === null) return null;
  // What only reads may be asked again without a thought; anything else may have been done.
  const unknown = trouble === 'lost' && method !== 'GET' && method !== 'HEAD';
  return new Problem(unknown ? 'outcome_unknown' : 'database_unavailable', undefined, { retryAfter: 1 });
}

/**
 * Where one of several forms is allowed, each says why it is not that one. The one that got furthest into the body is
 * most likely what was meant, and a field too many says more than one that is missing.
 */
function mostTelling(
  faults: readonly FastifySchemaValidationError[],
): FastifySchemaValidationError | undefined {
  const depth = ({ instancePath }: FastifySchemaValidationError) => instancePath.split('/').length;
  const forms = faults.filter(({ keyword }) => keyword !== 'anyOf');
  const deepest = Math.max(...forms.map(depth));
  const there = forms.filter((fault) => depth(fault) === deepest);
  return there.find(({ keyword }) => keyword === 'additionalProperties') ?? there[0] ?? faults[0];
}
