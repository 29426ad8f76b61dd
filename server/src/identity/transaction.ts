import type pg from 'pg';
import { Problem } from '../kernel/problem.ts';

/** Does the work in one transaction: all of it or nothing. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch(() => {
    throw new Problem('database_unavailable', undefined, { retryAfter: 1 });
  });
  let broken = false;
  try {
    await client.query('begin');
    const done = await work(client);
    await client.query('commit');
    return done;
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
