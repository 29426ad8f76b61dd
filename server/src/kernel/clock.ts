/**
 * Real time, handed in so that tests are deterministic. Business time (expiry, release) is real time plus the
 * account's own offset and is reckoned where the account's head is locked.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds that never go back, for deadlines; it also runs while the process is stopped. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** The first and the last moment that RFC 3339 can write. */
const TIME_MIN = Date.parse('0000-01-01T00:00:00Z');
export const TIME_MAX = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * RFC 3339 in UTC, the only way a time is written on the wire. Never throws: what lies outside of its four-digit years is
 * written as the nearest moment that can be.
 */
export function rfc3339(milliseconds: number): string {
  return new Date(Math.min(Math.max(milliseconds, TIME_MIN), TIME_MAX)).toISOString();
}
