/** Answers as Florin gives them, and as what stands before it may give. */
import { problemJson } from '../../../server/src/http/problems.ts';
import { type ExtrasOf, Problem, type ProblemCode } from '../../../server/src/kernel/problem.ts';
import { gathered } from '../../../server/src/modules.ts';

/** An answer of HTTP. Names of headers are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const REQUEST_ID = 'req_01kb0zv9q3e8k8n2m4x6t7w5ya';

/** A refusal, as the server itself writes it. */
export function refusal<Code extends ProblemCode>(
  code: Code,
  extras?: ExtrasOf<Code>,
  detail?: string,
): Answer {
  const problem = new Problem(code, detail, extras);
  const { retryAfter } = problem.extras;
  return {
    status: gathered.problems[code].status,
    headers: {
      'content-type': 'application/problem+json',
      'request-id': REQUEST_ID,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: problemJson(gathered.problems, problem as unknown as Problem, REQUEST_ID),
  };
}

/** An answer that succeeds. */
export function success(body: object): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'request-id': REQUEST_ID },
    body: JSON.stringify(body),
  };
}

/** A page of whatever stands before Florin. */
export function page(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html', ...headers },
    body: `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>nginx</body></html>\n`,
  };
}

/** Whether the same request may be sent again, if it is a GET or has an idempotency key. */
export function mayBeRepeated(status: number, code: string | null): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status) || code === 'idempotency_in_progress';
}
