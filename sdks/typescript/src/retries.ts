/** What became of one try. */
export type Outcome =
  /** The connection failed, or nothing came in time. */
  | { readonly kind: 'no_answer' }
  /** An answer began and is not whole. */
  | { readonly kind: 'cut_answer' }
  | {
      readonly kind: 'refusal';
      readonly status: number;
      /** The code of the problem, if there is one. */
      readonly code: string | null;
      /** What `Retry-After` says, in milliseconds. */
      readonly retryAfterMs: number | null;
    };

export type RetryReason = 'no_answer' | 'cut_answer' | 'in_progress' | 'rate_limited' | 'unavailable';

export interface RetryState {
  /** How many tries were made. */
  readonly tries: number;
  readonly maxTries: number;
  /** How long the call has taken so far, in milliseconds. */
  readonly elapsedMs: number;
  /** How long it may take in all. */
  readonly totalMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

export type RetryDecision =
  | { readonly retry: false }
  | { readonly retry: true; readonly waitMs: number; readonly because: RetryReason };

const FIRST_WAIT_MS = 500;
const WAIT_MS_MAX = 8_000;
/** Whoever is told to wait longer is better told now. */
const RETRY_AFTER_MS_MAX = 60_000;
/** After a wait that was asked for, many clients would come back at once. */
const JITTER_MS = 1000;
const NO: RetryDecision = { retry: false };

/**
 * Whether to send the request once more, and when. Only requests that may be repeated come here: reads, deletions, and those with an
 * idempotency key, which keep it. It never waits less than `Retry-After` asks, and not at all where that is more than a minute, or more
 * than the time that is left.
 */
export function decideRetry(outcome: Outcome, state: RetryState): RetryDecision {
  const because = reasonOf(outcome);
  if (because === null || state.tries >= state.maxTries) return NO;
  const asked = outcome.kind === 'refusal' ? outcome.retryAfterMs : null;
  if (asked !== null && asked > RETRY_AFTER_MS_MAX) return NO;
  const waitMs =
    asked === null ? backoffMs(state.tries, state.random) : asked + Math.round(state.random * JITTER_MS);
  return state.elapsedMs + waitMs >= state.totalMs ? NO : { retry: true, waitMs, because };
}

function reasonOf(outcome: Outcome): RetryReason | null {
  if (outcome.kind !== 'refusal') return outcome.kind;
  switch (outcome.status) {
    case 409:
      return outcome.code === 'idempotency_in_progress' ? 'in_progress' : null;
    case 429:
      return 'rate_limited';
    case 408:
    case 500:
    case 502:
    case 503:
    case 504:
      return 'unavailable';
    default:
      return null;
  }
}

/**
 * Twice as long each time, between half of it and all of it, so that many clients do not come back at once.
 * @param failures at least 1.
 */
export function backoffMs(failures: number, random: number): number {
  const longest = Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** (failures - 1));
  return Math.round(longest * (0.5 + random / 2));
}

/**
 * Reads `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date. A date is compared with the answer’s own `Date`, because our
 * clock may be wrong. Null where it says nothing that can be read.
 */
export function retryAfterMs(headers: Headers, ourNow = Date.now()): number | null {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  // Without this, a number that is no number of seconds would be read as a year.
  const at = value.endsWith(' GMT') ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const now = Date.parse(headers.get('date') ?? '');
  return Math.max(0, at - (Number.isNaN(now) ? ourNow : now));
}
