import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { readRows } from './pool.ts';

interface Waiting {
  readonly expiresAt: number;
  readonly answer: (first: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** So many at once: more only make the statement slow. */
const BATCH_MAX = 1000;
/** How long marks are gathered after a statement that had several, so that the next one has more. */
const GATHER_MS = 3;

/**
 * Remembers for all processes what may be used once, as marks in a table of its own (`mark`, `expires_at`). While one statement
 * runs, the marks that come are gathered for the next, so that many requests share one.
 */
export class UsedMarks {
  readonly #pool: pg.Pool;
  readonly #table: string;
  #waiting = new Map<string, Waiting>();
  #running: Promise<void> | null = null;
  /** How many statements were sent. */
  statements = 0;

  /** @param table a name from our code. */
  constructor(pool: pg.Pool, table: string) {
    this.#pool = pool;
    this.#table = table;
  }

  /**
   * Uses a mark, and tells whether this is the first use. Throws `database_unavailable`, and then it may have been used.
   * @param mark 16 bytes or more in hex, which nobody can choose: a hash.
   * @param expiresAt in milliseconds since the epoch. Until then the mark is remembered.
   */
  use(mark: string, expiresAt: number): Promise<boolean> {
    // Of two that are the same, the first is used here, and the other is a repetition.
    if (this.#waiting.has(mark)) return Promise.resolve(false);
    return new Promise((answer, fail) => {
      this.#waiting.set(mark, { expiresAt, answer, fail });
      this.#running ??= this.#run();
    });
  }

  async stop(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What comes in the same turn of the event loop goes along.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, BATCH_MAX);
      for (const [mark] of batch) this.#waiting.delete(mark);
      await this.#write(batch);
      // Under load it is worth to wait for more: what a statement costs hardly depends on how many are in it.
      if (batch.length > 1) await delay(GATHER_MS);
    }
    this.#running = null;
  }

  async #write(batch: readonly (readonly [string, Waiting])[]): Promise<void> {
    this.statements++;
    try {
      const used = await readRows(this.#pool, {
        name: `use ${this.#table}`,
        // What a request with this mark does is committed later, into the same log, and that waits for the disk. So these rows
        // need not: they are never missing where the effect is there. What only reads leaves nothing, and may be repeated after the
        // database has crashed. The rows come in one order everywhere, because processes
        // that write the same marks at once would else wait for one another in a circle.
        text: `with said as (
                 select decode(mark, 'hex') as mark, to_timestamp(until / 1000.0) as expires_at
                 from unnest($1::text[], $2::float8[]) as s (mark, until)
               ), lazily as (
                 select set_config('synchronous_commit', 'off', true)
               ), fresh as (
                 insert into ${this.#table} (mark, expires_at)
                 select mark, expires_at from said cross join lazily order by mark
                 on conflict do nothing returning mark
               )
               select encode(mark, 'hex') as mark from said where mark not in (select mark from fresh)`,
        values: [batch.map(([mark]) => mark), batch.map(([, { expiresAt }]) => expiresAt)],
      });
      const repeated = new Set(used.map(({ mark }) => mark));
      for (const [mark, { answer }] of batch) answer(!repeated.has(mark));
    } catch (error) {
      for (const [, { fail }] of batch) fail(error);
    }
  }
}
