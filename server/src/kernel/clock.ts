/**
 * Real time. It is handed in, so that tests are deterministic. Business time (expiry, release) is real time plus the
 * account's offset. It is computed where the account's head is locked.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds that never go back, for deadlines. They also pass while the process is stopped. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** The first and the last time that RFC 3339 can express. */
const TIME_MIN = Date.parse('0000-01-01T00:00:00Z');
const TIME_MAX = Date.parse('9999-12-31T23:59:59.999Z');

/** The time that was written last. The objects and events of one payment are of one moment, so most times are written again. */
let written = { milliseconds: Number.NaN, text: '' };

/**
 * Writes a time as RFC 3339 in UTC, the only format on the wire. Never throws: a time outside of the four-digit years is
 * written as the nearest one that can be expressed.
 */
export function rfc3339(milliseconds: number): string {
  if (milliseconds !== written.milliseconds) {
    const date = new Date(Math.min(Math.max(milliseconds, TIME_MIN), TIME_MAX));
    written = { milliseconds, text: date.toISOString() };
  }
  return written.text;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2101, 0, 1);

/**
 * Reads a time from outside as milliseconds since the epoch. Returns null unless it is RFC 3339 with a real date in the
 * years 2000 to 2100. A leap second is read as the second after it, as clocks without leap seconds do.
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
  // A leap second is at the end of a day in UTC.
  if (second === 60 && (minutes + 1) % 1440 !== 0) return null;
  const moment = minutes * 60_000 + second * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  return moment >= EARLIEST && moment < LATEST ? moment : null;
}
