import type pg from 'pg';
import type { Logger } from 'pino';
import { type LaneId, uuidOf } from '../../kernel/ids.ts';

export type Fate = 'committed' | 'never';

const ASK_AGAIN_MS = 200;
/** Numbers of rounds that were answered are deleted so many at a time. */
const PASSED_MAX = 1000n;

/**
 * Tells what became of a round whose COMMIT was not answered. Asking whether its number stands is not enough: a frozen
 * backend may still commit it later. So the number is inserted here; when that is accepted the round is shut out for
 * ever, when it is refused the round had committed. While a frozen backend holds the number, the insert waits.
 */
export class Fences {
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  readonly #lost = new Set<bigint>();
  #deletedTo = 0n;
  #stopping = false;

  constructor(pool: pg.Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Asks until it is known; rejects only when the process stops before. */
  async fateOf(lane: LaneId, n: bigint): Promise<Fate> {
    this.#lost.add(n);
    while (!this.#stopping) {
      try {
        await this.#pool.query(
          'insert into round (lane, n, fence) values ($1, $2, true) on conflict do nothing',
          [uuidOf(lane), n.toString()],
        );
        // Read back rather than trust the insert: the answer to an earlier insert of ours may have been lost too.
        const { rows } = await this.#pool.query('select fence from round where lane = $1 and n = $2', [
          uuidOf(lane),
          n.toString(),
        ]);
        this.#lost.delete(n);
        return rows[0].fence ? 'never' : 'committed';
      } catch (error) {
        this.#log.warn({ err: error, n: n.toString() }, 'the fate of a round is not known yet');
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
    throw new Error('stopped before the fate of a round was known');
  }

  /** Asks no more. What was not learned, other processes learn from the rows. */
  stop(): void {
    this.#stopping = true;
  }

  /** A round was answered: its number is of no more use. Fences and numbers under question stay. */
  passed(lane: LaneId, n: bigint): void {
    if (n < this.#deletedTo + PASSED_MAX || this.#lost.size > 0) return;
    this.#deletedTo = n;
    this.#pool
      .query('delete from round where lane = $1 and n < $2 and not fence', [uuidOf(lane), n.toString()])
      .catch((error) => this.#log.warn({ err: error }, 'numbers of past rounds were not deleted'));
  }
}
