/** When the keys to which others encrypt follow one another. Times are in milliseconds. */

const MINUTE_MS = 60_000;
/** Others encrypt to a key for so long. */
const USED_MS = 24 * 60 * MINUTE_MS;
/** A new key is shown for so long before it is the first choice, so that every process knows it by then. */
const SHOWN_BEFORE_MS = 10 * MINUTE_MS;
/** What was encrypted to a key is opened for so long after the next one took its place. A payer may be slow. */
export const OPENED_AFTER_MS = 120 * MINUTE_MS;

interface Timed {
  readonly usedFrom: number;
}

interface Plan<Key> {
  /** To which to encrypt now, the first choice first. Empty where there is no key yet. */
  readonly shown: readonly Key[];
  /** What is encrypted to these is opened. */
  readonly opened: readonly Key[];
  /** When a key that has to be made now shall be the first choice; null where none has to. */
  readonly makeFrom: number | null;
}

/** What has to be done with these keys at this moment. */
export function planOf<Key extends Timed>(keys: readonly Key[], now: number): Plan<Key> {
  const sorted = keys.toSorted((one, other) => one.usedFrom - other.usedFrom);
  const current = sorted.findLastIndex(({ usedFrom }) => usedFrom <= now);
  const opened = sorted.filter((_, index) => {
    const successor = sorted[index + 1];
    return successor === undefined || successor.usedFrom > now - OPENED_AFTER_MS;
  });
  const last = sorted.at(-1);
  if (current === -1 || last === undefined) return { shown: sorted, opened, makeFrom: now };
  const next = last.usedFrom + USED_MS;
  return {
    shown: sorted.slice(current),
    opened,
    makeFrom: now < next - SHOWN_BEFORE_MS ? null : Math.max(next, now + SHOWN_BEFORE_MS),
  };
}
