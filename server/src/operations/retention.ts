import type pg from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { Repeating } from '../kernel/repeating.ts';

const HOUR_MS = 3_600_000;
const KEYS_KEPT_MS = 24 * HOUR_MS;
/**
 * Numbers of rounds are of use only to a process that is asking whether its commit arrived. One that has not learned it
 * in a week has been stopped as long, and its attempts were settled by others. Fences stay: they are few, and a frozen
 * backend may wake at any time.
 */
const ROUNDS_KEPT_DAYS = 7;
/**
 * By then every payment of such a charge has ended long ago, unless something is wrong; what is still open is kept
 * however old it is.
 */
const CHARGES_KEPT_DAYS = 30;
/** So many rows a statement, so that no lock is held for long. */
const BATCH = 500;
const SWEEP_EVERY_MS = 60_000;

/** Deletes what has served its time, in small batches. Every process does; rows that another one holds are passed by. */
export class Retention {
  readonly #pool: pg.Pool;
  readonly #clock: Clock;
  readonly #batch: number;
  readonly #repeating: Repeating;
  #stopping = false;

  constructor(pool: pg.Pool, clock: Clock, log: Logger, batch = BATCH) {
    this.#pool = pool;
    this.#clock = clock;
    this.#batch = batch;
    this.#repeating = new Repeating(
      SWEEP_EVERY_MS,
      () => this.sweep(),
      (error) => log.warn({ err: error }, 'what is past its time was not swept'),
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#repeating.stop();
  }

  /** Deletes what is past its time now. */
  async sweep(): Promise<{ keys: number; rounds: number; notifications: number; charges: number }> {
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
    // A notification that comes again after its own was swept is applied again, which does nothing.
    const notifications = await this.#untilFewer(async () => {
      const { rows } = await this.#pool.query('select sweep_channel_inbox($1) as swept', [this.#batch]);
      return Number(rows[0].swept);
    });
    // Where the payment's attempt is open the charge is what will be asked, and a charge that is gone was never paid.
    const charges = await this.#inBatches(
      `delete from sandbox_charge c using (
         select account_id, reference from sandbox_charge s
         where created_at < now() - $1 * interval '1 day' and state <> 'open'
           and not exists (
             select from payment p where p.account_id = s.account_id and p.id = s.payment_id
               and (p.open_attempt is not null or p.status not in ('succeeded', 'failed', 'canceled', 'expired')))
           and not exists (
             select from channel_inbox_open o join channel_inbox i using (account_id, channel, event_id)
             where o.account_id = s.account_id and i.reference = s.reference)
         order by created_at limit $2 for update skip locked) old
       where c.account_id = old.account_id and c.reference = old.reference`,
      CHARGES_KEPT_DAYS,
    );
    return { keys, rounds, notifications, charges };
  }

  #inBatches(statement: string, until: number): Promise<number> {
    return this.#untilFewer(
      async () => (await this.#pool.query(statement, [until, this.#batch])).rowCount ?? 0,
    );
  }

  /** Sweeps batch by batch until one is not full; answers how much that was. */
  async #untilFewer(sweep: () => Promise<number>): Promise<number> {
    for (let all = 0; ; ) {
      const swept = await sweep();
      all += swept;
      if (swept < this.#batch || this.#stopping) return all;
    }
  }
}
