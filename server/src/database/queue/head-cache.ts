import type { AccountId } from '../../kernel/ids.ts';
import { type Head, Heads } from './heads.ts';

/** How many accounts are remembered. With more, all are forgotten and it begins anew. */
const REMEMBERED_MAX = 10_000;
/** For how long no round is decided ahead after a wrong guess; twice as long after each further one. */
const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 10_000;

/**
 * Remembers the accounts' heads as the last rounds of this process left them, and how far the database's clock is from
 * its own. A round may be decided on that before the database is asked, because its own statements prove it again. Every
 * `at` is a time of the process's monotonic clock.
 */
export class HeadCache {
  readonly #heads = new Map<AccountId, Head>();
  #databaseAheadMs: number | null = null;
  #pausedUntil = -Infinity;
  #pauseMs = PAUSE_MS_MIN;

  /** Copies of these accounts' heads, for a round to count up; null where one is not known, or guessing does not pay now. */
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

  /** A round was sent that leaves these heads when it is committed. The next one behind it is decided on them. */
  keep(heads: Iterable<Head>): void {
    if (this.#heads.size >= REMEMBERED_MAX) this.#heads.clear();
    for (const head of heads) this.#heads.set(head.account, { ...head });
  }

  forget(heads: Iterable<Head>): void {
    for (const head of heads) this.#heads.delete(head.account);
  }

  /**
   * Takes the database's time of a round, in milliseconds since the epoch, and compares it with when the round was sent.
   * The answer may have been on its way for long, so the moment it came would make the database's time look earlier than
   * it is. An attempt would then end sooner in the database than for the process that owns it.
   */
  learnTime(now: number, sentAt: number): void {
    this.#databaseAheadMs = now - sentAt;
  }

  /** A round that was decided ahead was committed. */
  succeeded(): void {
    this.#pauseMs = PAUSE_MS_MIN;
  }

  /** A round that was decided ahead was refused: another process writes on its accounts, or a key or an order existed. */
  failed(at: number): void {
    if (at < this.#pausedUntil) return;
    this.#pausedUntil = at + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS_MAX);
  }
}
