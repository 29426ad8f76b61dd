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

/** RFC 3339 in UTC, the only way a time is written on the wire. */
export function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
