import { AnswerError, ApiError, type FlorinError, type Problem } from './errors.ts';
import type { Outcome } from './retries.ts';
import { retryAfterMs } from './retries.ts';

/** What an answer is: good, or what became of the try with the error that is thrown if it stays the last one. */
export type Judged =
  | { readonly good: true; readonly value: unknown }
  | { readonly good: false; readonly outcome: Outcome; readonly error: FlorinError };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly type: Response['type'];
}

/**
 * The refusal to follow a redirect. To follow it would hand the key to another address, and would make a GET of a POST. Null where the
 * answer is none.
 */
export function redirectError({ status, headers, type }: Answer, baseUrl: string): AnswerError | null {
  if (type !== 'opaqueredirect' && (status < 300 || status > 399)) return null;
  const to = headers.get('location');
  const where = to !== null && URL.canParse(to, baseUrl) ? ` to ${new URL(to, baseUrl).origin}` : '';
  return new AnswerError(
    `The server redirects${where} and was not followed: set baseUrl to Florin’s own address.`,
    status,
    null,
  );
}

/** Judges an answer with its whole text. */
export function judge(answer: Answer, text: string): Judged {
  const { status, headers } = answer;
  const requestId = headers.get('request-id');
  if (status === 204) return { good: true, value: undefined };
  const json = /^application\/([\w.-]+\+)?json\b/i.test(headers.get('content-type') ?? '');
  const parsed = json ? parse(text) : undefined;
  if (status >= 200 && status < 300) {
    if (parsed !== undefined) return { good: true, value: parsed };
    const cut = json || text === '';
    const error = new AnswerError(
      cut
        ? `The answer ${status} is ${text === '' ? 'empty' : 'no whole JSON'}: it was cut off on its way.`
        : `The answer ${status} is ${headers.get('content-type') ?? 'of no type'} and not JSON: is baseUrl Florin’s own address?`,
      status,
      requestId,
    );
    // HTML does not turn into a payment by asking again.
    return {
      good: false,
      outcome: cut ? { kind: 'cut_answer' } : { kind: 'refusal', status, code: null, retryAfterMs: null },
      error,
    };
  }
  const problem = isProblem(parsed) ? parsed : null;
  const wait = retryAfterMs(headers);
  return {
    good: false,
    outcome: { kind: 'refusal', status, code: problem?.code ?? null, retryAfterMs: wait },
    error:
      problem === null
        ? new AnswerError(
            `The answer is ${status} without a reason of Florin’s: something before it has answered.`,
            status,
            requestId,
          )
        : new ApiError(problem, status, textOf(problem.request_id) ?? requestId, wait),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What stands before Florin may leave members out. The code makes it a problem of Florin’s. */
function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
