import type { AccountId } from '../../kernel/ids.ts';
import { type Head, Heads } from './heads.ts';

/** So many accounts are remembered; then it begins anew. */
const REMEMBERED_MAX = 10_000;
const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 10_000;

/**
 * What the last rounds of this process left of the accounts' heads, and how far the database's clock is from its own.
 * A round may be decided on it before the database is asked; nothing is believed that the round's own statements do
 * not prove. Times `at` are of the process's monotonic clock.
 */
export class HeadCache {
  readonly #heads = new Map<AccountId, Head>();
  #databaseAheadMs: number | null = null;
  #pausedUntil = -Infinity;
  #pauseMs = PAUSE_MS_MIN;

  /** The heads of these accounts, for a round to count up; null where one is not known, or guessing does not pay now. */
  recall(accounts: ReadonlySet<AccountId>, at: number): { heads: Heads; now: number } | null {
    if (at < this.#pausedUntil || this.#databaseAheadMs === null) return null;
    const heads: Head[] = [];
    for (const account of accounts) {
      const head = this.#heads.get(account);
      if (head === undefined) return null;
      heads.push({ ...head });
    }
    return { heads: new Heads(heads), now: at + this.#databaseAheadMs };
  }

  /** A round leaves these heads, if it is committed: the next one behind it is decided on them. */
  keep(heads: Iterable<Head>): void {
    if (this.#heads.size >= REMEMBERED_MAX) this.#heads.clear();
    for (const head of heads) this.#heads.set(head.account, { ...head });
  }

  forget(heads: Iterable<Head>): void {
    for (const head of heads) this.#heads.delete(head.account);
  }

  /**
   * The database's time of a round, in milliseconds since the epoch. It is held against the moment the round was sent,
   * not heard of: so the time is never taken for an earlier one, and no attempt lasts shorter in the database than for
   * its owner, however long the answer took.
   */
  learnTime(now: number, sentAt: number): void {
    this.#databaseAheadMs = now - sentAt;
  }

  /** A round that was decided ahead was committed. */
  succeeded(): void {
    this.#pauseMs = PAUSE_MS_MIN;
  }

  /** One was refused: another process writes on its accounts, or it met a key or an order again. */
  failed(at: number): void {
    if (at < this.#pausedUntil) return;
    this.#pausedUntil = at + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS_MAX);
  }
}
