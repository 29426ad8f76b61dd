import type pg from 'pg';
import { Problem } from '../kernel/problem.ts';

/** Does it all or nothing. Not for money, which is written in rounds. Throws `database_unavailable` if no connection is free. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (transaction: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect().catch(() => {
    throw new Problem('database_unavailable', undefined, { retryAfter: 1 });
  });
  let ended = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    ended = true;
    return result;
  } catch (error) {
    ended = await client.query('rollback').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    // A connection whose transaction was not ended is closed, which ends it.
    client.release(!ended);
  }
}
