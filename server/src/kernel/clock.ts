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
const TIME_MAX = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * RFC 3339 in UTC, the only way a time is written on the wire. Never throws: what lies outside of its four-digit years is
 * written as the nearest moment that can be.
 */
export function rfc3339(milliseconds: number): string {
  return new Date(Math.min(Math.max(milliseconds, TIME_MIN), TIME_MAX)).toISOString();
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2101, 0, 1);

/**
 * Reads a time that came from outside: RFC 3339, of a day that there is, in the years 2000 to 2100. A leap second is the
 * second after it, as clocks without one have it. Milliseconds since the epoch, or null.
 */
export function parseMoment(text: string): number | null {
  const match = RFC3339.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [, , , , , , , fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = match;
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!real || hour > 23 || minute > 59 || second > 60) return null;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute));
  const minutes = date.getTime() / 60_000 + hour * 60 + minute - offset;
  // Leap seconds come at the end of a day of UTC.
  if (second === 60 && (minutes + 1) % 1440 !== 0) return null;
  const moment = minutes * 60_000 + second * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  return moment >= EARLIEST && moment < LATEST ? moment : null;
}
