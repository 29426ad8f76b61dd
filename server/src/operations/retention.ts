import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import { Repeating } from '../kernel/repeating.ts';
import type { Log } from '../kernel/seldom.ts';

const HOUR_MS = 3_600_000;
const KEYS_KEPT_MS = 24 * HOUR_MS;
/**
 * How many days round numbers are kept. Only a process that asks whether its commit succeeded needs them. A process that has not
 * found out within a week was stopped all that time, and other processes have finalized its attempts. Fences are never deleted:
 * there are few of them, and a frozen backend may wake up at any time.
 */
const ROUNDS_KEPT_DAYS = 7;
/**
 * How many days the sandbox's charges are kept. By then the payment of a charge has ended long ago, unless something is wrong.
 * A charge that is still open is kept, however old it is.
 */
const CHARGES_KEPT_DAYS = 30;
/** How many rows one statement deletes at most, so that it holds no lock for long. */
const BATCH = 500;
const SWEEP_EVERY_MS = 60_000;

/** Deletes expired rows in small batches. Every process does this, and skips rows that another process has locked. */
export class Retention {
  readonly #pool: pg.Pool;
  readonly #clock: Clock;
  readonly #batch: number;
  readonly #repeating: Repeating;
  #stopping = false;

  constructor(pool: pg.Pool, clock: Clock, log: Log, batch = BATCH) {
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

  /** Deletes everything that has expired by now. Returns how many rows of each kind were deleted. */
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
    // If a deleted notification arrives a second time, it is applied a second time, which has no effect.
    const notifications = await this.#untilFewer(async () => {
      const { rows } = await this.#pool.query('select sweep_channel_inbox($1) as swept', [this.#batch]);
      return Number(rows[0].swept);
    });
    // The charge of an open attempt is kept, because the sandbox will be asked about it. Without the charge the answer would be
    // that it was never paid.
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

  /** Deletes batch by batch until a batch is not full. Returns how many rows were deleted. */
  async #untilFewer(sweep: () => Promise<number>): Promise<number> {
    for (let all = 0; ; ) {
      const swept = await sweep();
      all += swept;
      if (swept < this.#batch || this.#stopping) return all;
    }
  }
}
