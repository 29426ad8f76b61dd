import type { RouteOptions } from 'fastify';
import type { Catalogue, ProblemCode } from '../kernel/problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every refusal that the API's document lists for the route. It is computed from the route and never set by it. */
    refusals?: ReadonlySet<ProblemCode>;
  }
}

/**
 * The fields whose errors have their own code.
 * @param format whether it is the format that is wrong.
 */
export function codesOfFields(problems: Catalogue, format: boolean): Readonly<Record<string, ProblemCode>> {
  const codes: Record<string, ProblemCode> = {};
  for (const code of Object.keys(problems) as ProblemCode[]) {
    const { field } = problems[code];
    if (field !== undefined && (field.only === undefined || format)) codes[field.name] = code;
  }
  return codes;
}

/** Returns every refusal that a documented route can give, in the order of the catalogue. */
export function refusalsOf(
  problems: Catalogue,
  { method, schema = {}, config = {} }: RouteOptions,
): ReadonlySet<ProblemCode> {
  const codes = new Set<ProblemCode>(config.operation?.problems);
  const add = (...more: ProblemCode[]) => {
    for (const code of more) codes.add(code);
  };
  const ofFields = codesOfFields(problems, false);
  add('invalid_request', 'internal', 'database_unavailable', 'overloaded', 'rate_limited');
  if (config.scope !== 'none') {
    add('unauthorized', 'forbidden');
    add(...(Object.keys(problems) as ProblemCode[]).filter((code) => problems[code].anyRoute));
  }
  if (schema.params !== undefined) add('not_found');
  // A body is read even if the route does not ask for one.
  if (method !== 'GET') add('outcome_unknown', 'malformed_json', 'body_too_large', 'unsupported_media_type');
  if (method !== 'GET' || schema.querystring !== undefined) add('card_number_refused');
  for (const part of [schema.body, schema.querystring] as ({ properties?: object } | undefined)[])
    for (const field of Object.keys(part?.properties ?? {})) {
      const code = ofFields[field];
      if (code !== undefined) add(code);
    }
  if (config.idempotency === 'key')
    add('idempotency_key_invalid', 'idempotency_in_progress', 'idempotency_key_reused');
  return new Set((Object.keys(problems) as ProblemCode[]).filter((code) => codes.has(code)));
}
