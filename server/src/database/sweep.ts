import type pg from 'pg';

/** Rows that are deleted when they are old enough. `operations/retention.ts` runs every sweep, over and over. */
export interface Sweep {
  /** What is swept, in a word: the key of its count. */
  readonly what: string;
  /** Deletes so many rows of its module's schema at most, so that no lock is held for long, and returns how many it deleted. */
  readonly run: (pool: pg.Pool, options: { readonly now: number; readonly batch: number }) => Promise<number>;
}

/**
 * The sweep of a table's rows that have ended. Processes that sweep at once pass each other by. Names come from our code.
 * @param key the columns of its primary key, with commas between.
 * @param ended which rows have; `$1` is the present in milliseconds (`before`).
 */
export function sweepOf(what: string, table: string, key: string, ended: string): Sweep {
  return {
    what,
    async run(pool, { now, batch }) {
      const { rowCount } = await pool.query(
        `delete from ${table} where (${key}) in (
           select ${key} from ${table} where ${ended} limit $2 for update skip locked)`,
        [now, batch],
      );
      return rowCount ?? 0;
    },
  };
}

/** That the time in a column is at least so many milliseconds ago. */
export function before(column: string, milliseconds: number): string {
  return `${column} <= to_timestamp(($1::float8 - ${milliseconds}) / 1000.0)`;
}
