import type pg from 'pg';
import { type LaneId, uuidOf } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/seldom.ts';

export type Fate = 'committed' | 'never';

const ASK_AGAIN_MS = 200;
/** The numbers of rounds that were answered are deleted so many at a time: one statement for each would cost too much. */
const PASSED_MAX = 1000n;

/** What the commit queue needs of fences. */
export type RoundFences = Pick<Fences, keyof Fences>;

/**
 * Finds out what became of a round whose COMMIT was not answered. To look whether its number is in the table is not
 * enough, because a frozen backend may commit the round later. So this process inserts the number itself, as a fence. If
 * the insert is accepted, the round did not commit and never can, since its own insert of the number will be refused. If
 * it is refused, the round has committed. While a backend holds the number in an open transaction, the insert waits.
 */
export class Fences {
  readonly #pool: pg.Pool;
  readonly #log: Log;
  readonly #lost = new Set<bigint>();
  #deletedTo = 0n;
  #stopping = false;

  constructor(pool: pg.Pool, log: Log) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Asks until it is known. Rejects only when the process stops before that. */
  async fateOf(lane: LaneId, n: bigint): Promise<Fate> {
    this.#lost.add(n);
    while (!this.#stopping) {
      try {
        await this.#pool.query(
          'insert into round (lane, n, fence) values ($1, $2, true) on conflict do nothing',
          [uuidOf(lane), n.toString()],
        );
        // The row is read back because the answer to an earlier insert of this loop may have been lost, too: then the
        // number that refuses this insert is our own fence.
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

  /** Asks no more. What stays unknown here is seen by other processes in the rows that the round wrote, or did not write. */
  stop(): void {
    this.#stopping = true;
  }

  /**
   * A round was answered, so its number and those before it are of no more use. Nothing is deleted while a fate is being
   * asked, and fences stay for good: their round may still be waiting in a frozen backend.
   */
  passed(lane: LaneId, n: bigint): void {
    if (n < this.#deletedTo + PASSED_MAX || this.#lost.size > 0) return;
    this.#deletedTo = n;
    this.#pool
      .query('delete from round where lane = $1 and n < $2 and not fence', [uuidOf(lane), n.toString()])
      .catch((error) => this.#log.warn({ err: error }, 'numbers of past rounds were not deleted'));
  }
}
