import type pg from 'pg';
import { type Head, id, type Row } from '../database/index.ts';
import { type AccountId, idFromUuid } from '../kernel/ids.ts';
import type { Log } from '../kernel/seldom.ts';

const POLL_MS = 100;

type Listener = (seq: bigint) => void;

export interface EventFeedOptions {
  readonly pool: pg.Pool;
  readonly log: Log;
}

/**
 * Tells listeners how far an account's event log goes. It reports the commits of this process at once, from memory. To find the
 * commits of other processes, it queries the heads every 100 ms, but only while there are listeners.
 */
export class EventFeed {
  readonly #pool: pg.Pool;
  readonly #log: Log;
  readonly #listeners = new Map<AccountId, Set<Listener>>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor({ pool, log }: EventFeedOptions) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Calls the listener with the number of the account's last event whenever it grows. Returns a function that ends this. */
  follow(account: AccountId, listener: Listener): () => void {
    const listeners = this.#listeners.get(account) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(account, listeners);
    this.#schedule();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(account) === listeners) this.#listeners.delete(account);
    };
  }

  /** Called by the commit queue when a round is durable. */
  readonly committed = (heads: readonly Head[]): void => {
    for (const { account, eventSeq } of heads) this.#tell(account, eventSeq);
  };

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #tell(account: AccountId, seq: bigint): void {
    for (const listener of this.#listeners.get(account) ?? []) listener(seq);
  }

  #schedule(): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#timer = setTimeout(() => void this.#poll(), POLL_MS);
  }

  async #poll(): Promise<void> {
    try {
      const { rows } = await this.#pool.query<Row>({
        name: 'heads of listeners',
        text: 'select account_id, event_seq from account_head where account_id = any($1::uuid[])',
        values: [id<AccountId>((account) => account).encode([...this.#listeners.keys()])],
      });
      for (const row of rows) this.#tell(idFromUuid('acct', row.account_id), row.event_seq);
    } catch (error) {
      this.#log.warn({ err: error }, 'the event log could not be polled');
    }
    this.#timer = null;
    if (this.#listeners.size > 0) this.#schedule();
  }
}
