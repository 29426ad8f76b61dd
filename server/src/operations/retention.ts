import type pg from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';

const HOUR_MS = 3_600_000;
const KEYS_KEPT_MS = 24 * HOUR_MS;
/**
 * Numbers of rounds are of use only to a process that is asking whether its commit arrived. One that has not learned it
 * in a week has been stopped as long, and its attempts were settled by others. Fences stay: they are few, and a frozen
 * backend may wake at any time.
 */
const ROUNDS_KEPT_DAYS = 7;
/** So many rows a statement, so that no lock is held for long. */
const BATCH = 500;
const SWEEP_EVERY_MS = 60_000;

/** Deletes what has served its time, in small batches. Every process does; rows that another one holds are passed by. */
export class Retention {
  readonly #pool: pg.Pool;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #batch: number;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<unknown> | null = null;
  #stopping = false;

  constructor(pool: pg.Pool, clock: Clock, log: Logger, batch = BATCH) {
    this.#pool = pool;
    this.#clock = clock;
    this.#log = log;
    this.#batch = batch;
    this.#timer = setInterval(() => {
      this.#sweeping ??= this.sweep()
        .catch((error) => this.#log.warn({ err: error }, 'what is past its time was not swept'))
        .finally(() => {
          this.#sweeping = null;
        });
    }, SWEEP_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Deletes what is past its time now. */
  async sweep(): Promise<{ keys: number; rounds: number }> {
    const keys = await this.#inBatches(
      `delete from idempotency i using (
         select account_id, scope, key from idempotency where at < to_timestamp($1 / 1000.0)
         order by at limit $2 for update skip locked) old
       where i.account_id = old.account_id and i.scope = old.scope and i.key = old.key`,
      this.#clock.now() - KEYS_KEPT_MS,
    );
    const rounds = await this.#inBatches(
      `delete from round r using (
         select lane, n from round where at < now() - $1 * interval '1 day' and not fence
         limit $2) old
       where r.lane = old.lane and r.n = old.n`,
      ROUNDS_KEPT_DAYS,
    );
    return { keys, rounds };
  }

  async #inBatches(statement: string, until: number): Promise<number> {
    for (let all = 0; ; ) {
      const { rowCount } = await this.#pool.query(statement, [until, this.#batch]);
      all += rowCount ?? 0;
      if ((rowCount ?? 0) < this.#batch || this.#stopping) return all;
    }
  }
}
