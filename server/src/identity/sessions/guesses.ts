import type pg from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import type { KeyRing } from '../../vault/index.ts';

/** What guesses are counted by, and how many are allowed in a window. */
export interface Bucket {
  readonly name: string;
  readonly most: number;
  readonly windowMs: number;
}

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Who guesses, and at whom. */
export interface Guesser {
  /** What is guessed at: an e-mail address, which may be nobody's. */
  readonly subject: string;
  readonly address: string;
  /** The browser, if that person has signed in with it before. */
  readonly device: string | null;
}

/**
 * Passwords and codes are counted apart, or a stranger who tries passwords could keep somebody from giving their code. A browser
 * with which the person has signed in before is counted by itself alone, so no stranger can lock it out.
 */
export function bucketsOf(kind: 'password' | 'code', { subject, address, device }: Guesser): Bucket[] {
  if (device !== null) return [{ name: `${kind} device ${device}`, most: 10, windowMs: WINDOW_MS }];
  return [
    { name: `${kind} pair ${address} ${subject}`, most: 10, windowMs: WINDOW_MS },
    { name: `${kind} address ${address}`, most: 100, windowMs: WINDOW_MS },
    kind === 'password'
      ? { name: `password person ${subject}`, most: 100, windowMs: 60 * MINUTE_MS }
      : // Three codes of a million are right at any time, and whoever guesses has the password.
        { name: `code person ${subject}`, most: 30, windowMs: DAY_MS },
  ];
}

/** Mails that anybody can ask for: by who asks, and by whose mailbox it is. */
export function mailBucketsOf({ subject, address }: Guesser): { asker: Bucket; mailbox: Bucket } {
  return {
    asker: { name: `mail address ${address}`, most: 30, windowMs: 60 * MINUTE_MS },
    mailbox: { name: `mail to ${subject}`, most: 5, windowMs: 60 * MINUTE_MS },
  };
}

/** Counts guesses in the database, so that all processes count together. */
export class Guesses {
  readonly #home: pg.Pool;
  readonly #keys: KeyRing;
  readonly #clock: Clock;

  constructor(home: pg.Pool, keys: KeyRing, clock: Clock) {
    this.#home = home;
    this.#keys = keys;
    this.#clock = clock;
  }

  /**
   * Counts a guess before it is judged, so that guesses at once are counted too. Returns null, or the seconds to wait where one of
   * the buckets is full: such a guess must not be judged, and counts nowhere.
   */
  async take(buckets: readonly Bucket[]): Promise<number | null> {
    const now = this.#clock.now();
    const hashes = this.#hashesOf(buckets);
    const { rows } = await this.#home.query(
      `insert into guess_count (bucket, window_ends_at, guesses)
       select bucket, to_timestamp(($3 + window_ms) / 1000.0), 1
       from unnest($1::bytea[], $2::float8[]) as c(bucket, window_ms) order by bucket
       on conflict (bucket) do update set
         guesses = case when guess_count.window_ends_at <= to_timestamp($3 / 1000.0) then 1
                        else guess_count.guesses + 1 end,
         window_ends_at = case when guess_count.window_ends_at <= to_timestamp($3 / 1000.0)
                               then excluded.window_ends_at else guess_count.window_ends_at end
       returning bucket, guesses, window_ends_at`,
      [hashes, buckets.map(({ windowMs }) => windowMs), now],
    );
    const waits = rows.flatMap(({ bucket, guesses, window_ends_at }) => {
      const of = buckets[hashes.findIndex((hash) => hash.equals(bucket))];
      return of !== undefined && guesses > of.most ? [(window_ends_at - now) / 1000] : [];
    });
    if (waits.length === 0) return null;
    await this.giveBack(buckets);
    return Math.max(...waits);
  }

  /** Takes back a guess that was right, or was not judged. */
  async giveBack(buckets: readonly Bucket[]): Promise<void> {
    await this.#home.query(
      `with mine as (select bucket from guess_count where bucket = any($1) order by bucket for update)
       update guess_count g set guesses = greatest(g.guesses - 1, 0) from mine where g.bucket = mine.bucket`,
      [this.#hashesOf(buckets)],
    );
  }

  #hashesOf(buckets: readonly Bucket[]): Buffer[] {
    return buckets.map(({ name }) => this.#keys.mac('people', `guess ${name}`));
  }
}
