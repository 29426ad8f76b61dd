import type { components } from './generated/api.ts';

/** A refusal as the API sends it (RFC 9457). */
export type Problem = components['schemas']['Problem'];
export type ProblemCode = components['schemas']['ProblemCode'];

/** Whatever this package throws, but for the `reason` of a signal that its caller aborted. */
export class FlorinError extends Error {
  override readonly name: string = 'FlorinError';
  /**
   * The key that the request was sent with, where it was a POST. Whoever sends the same request again later sends it with this key:
   * then it happens once, also where nobody knows whether it has happened.
   */
  idempotency_key: string | null = null;
}

/** What was handed in cannot be right. Nothing was sent. */
export class InputError extends FlorinError {
  override readonly name = 'InputError';
}

/** Florin refused the request. */
export class ApiError extends FlorinError {
  override readonly name = 'ApiError';
  readonly status: number;
  /** What to decide by. A code that this version does not know comes through as it is. */
  readonly code: ProblemCode;
  /** What to tell when you ask about the request. */
  readonly request_id: string | null;
  /** The field or parameter at fault, where there is one. */
  readonly field: string | null;
  /** The refusal with all that it brought: `payment`, `decline_code`, `amount_refundable` and so on. */
  readonly problem: Problem;
  /** How long Florin asked to wait, in milliseconds. */
  readonly retry_after_ms: number | null;

  constructor(problem: Problem, status: number, requestId: string | null, retryAfterMs: number | null) {
    super(
      `${problem.detail ?? problem.title ?? 'Florin refused'} (${problem.code}, ${requestId ?? 'no request_id'})`,
    );
    this.status = status;
    this.code = problem.code;
    this.request_id = requestId;
    this.field = problem.field ?? null;
    this.problem = problem;
    this.retry_after_ms = retryAfterMs;
  }

  /** Whether this is one of these refusals. */
  is(...codes: readonly ProblemCode[]): boolean {
    return codes.includes(this.code);
  }
}

/** No answer came. The request may have been done or not. */
export class ConnectionError extends FlorinError {
  override readonly name: string = 'ConnectionError';
}

/** No answer came in time. The request may have been done or not. */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError';
}

/** An answer came that is none of Florin’s: HTML, half a JSON, a redirect. */
export class AnswerError extends FlorinError {
  override readonly name = 'AnswerError';
  readonly status: number;
  readonly request_id: string | null;

  constructor(message: string, status: number, requestId: string | null) {
    super(message);
    this.status = status;
    this.request_id = requestId;
  }
}

/** A delivery or an answer is not signed as it must be. Nothing of it may be trusted. */
export class VerificationError extends FlorinError {
  override readonly name = 'VerificationError';
}

/** The authorization server refused (RFC 6749 section 5.2). */
export class OAuthError extends FlorinError {
  override readonly name = 'OAuthError';
  /** `invalid_grant`, `invalid_client` and so on. */
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status: number) {
    super(`${description} (${error})`);
    this.error = error;
    this.status = status;
  }
}
