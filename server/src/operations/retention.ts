import type pg from 'pg';
import type { Schema, Sweep } from '../database/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { Repeating } from '../kernel/repeating.ts';
import type { Log } from '../kernel/seldom.ts';

/** How many rows one statement deletes at most, so that it holds no lock for long. */
const BATCH = 500;
const SWEEP_EVERY_MS = 60_000;

export interface RetentionOptions {
  readonly pools: Readonly<Record<Schema, pg.Pool>>;
  readonly clock: Clock;
  readonly log: Log;
  /** What the modules sweep. */
  readonly sweeps: readonly (Sweep & { readonly schema: Schema })[];
  readonly batch?: number;
}

/** Deletes expired rows in small batches. Every process does this, and skips rows that another process has locked. */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #repeating: Repeating;
  #stopping = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#repeating = new Repeating(
      SWEEP_EVERY_MS,
      () => this.sweep(),
      (error) => options.log.warn({ err: error }, 'what is past its time was not swept'),
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#repeating.stop();
  }

  /** Deletes everything that has expired by now. Returns how many rows of each kind were deleted. */
  async sweep(): Promise<Record<string, number>> {
    const swept: Record<string, number> = {};
    for (const sweep of this.#options.sweeps) swept[sweep.what] = await this.#untilFewer(sweep);
    return swept;
  }

  /** Deletes batch by batch until a batch is not full. Returns how many rows were deleted. */
  async #untilFewer({ what, run, schema }: RetentionOptions['sweeps'][number]): Promise<number> {
    const { pools, clock, log, batch = BATCH } = this.#options;
    for (let all = 0; ; ) {
      const swept = await run(pools[schema], { now: clock.now(), batch }).catch((error) => {
        // The others are swept all the same.
        log.warn({ err: error, what }, 'what is past its time was not swept');
        return 0;
      });
      all += swept;
      if (swept < batch || this.#stopping) return all;
    }
  }
}
