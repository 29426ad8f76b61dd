/** When Florin's own signing keys follow one another. Times are in milliseconds. */

const DAY_MS = 86_400_000;
/** A key signs for so long. */
const SIGNS_MS = 90 * DAY_MS;
/** A new key is shown for so long before it signs, so that whoever keeps the list has it. */
const SHOWN_BEFORE_MS = DAY_MS;
/** A key is shown for so long after it signed last. */
export const SIGNING_KEY_KEPT_MS = 30 * DAY_MS;

interface Timed {
  readonly signsFrom: number;
}

interface Plan<Key> {
  /** The key that signs now; null where there is none yet. */
  readonly signing: Key | null;
  /** When a key that has to be made now shall begin to sign; null where none has to. */
  readonly makeFrom: number | null;
}

/** What has to be done with these keys at this moment. */
export function planOf<Key extends Timed>(keys: readonly Key[], now: number): Plan<Key> {
  const sorted = keys.toSorted((one, other) => one.signsFrom - other.signsFrom);
  const signing = sorted.findLast(({ signsFrom }) => signsFrom <= now) ?? null;
  const last = sorted.at(-1);
  if (signing === null || last === undefined) return { signing, makeFrom: now };
  const next = last.signsFrom + SIGNS_MS;
  return { signing, makeFrom: now < next - SHOWN_BEFORE_MS ? null : Math.max(next, now + SHOWN_BEFORE_MS) };
}
