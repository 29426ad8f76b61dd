import pg from 'pg';
import { Problem } from '../kernel/problem.ts';
import type { Row } from './queue/lane.ts';
import { type Schema, within } from './schemas.ts';
import { withSettings } from './session.ts';
import { isMachineTrouble } from './trouble.ts';
import './types.ts';

/** How long a statement outside a round may take, at the server and at the client. */
const STATEMENT_MS = 3000;

/**
 * Opens connections for everything that is not a round: reads, leases, claims. They have the role `florin_app`, which cannot
 * change append-only tables, and they see the tables of one schema.
 */
export function openPool(url: string, schema: Schema, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSettings(
      within(schema, url),
      `-c role=florin_app -c plan_cache_mode=force_custom_plan -c statement_timeout=${STATEMENT_MS} ` +
        '-c idle_in_transaction_session_timeout=5s',
    ),
    max,
    query_timeout: STATEMENT_MS + 500,
    connectionTimeoutMillis: 2000,
    application_name: 'florin',
    keepAlive: true,
  });
  // If an idle backend dies, nothing is wrong: the next query opens another.
  pool.on('error', () => {});
  // A backend may also die between two statements of a transaction. The next one then fails, and that is where it is
  // noticed. Without this the error would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Reads outside a round. Throws `database_unavailable` if the database does not answer, so that the caller knows that it can
 * ask again. An error of the statement itself is thrown unchanged.
 */
export async function readRows(pool: pg.Pool, statement: pg.QueryConfig): Promise<Row[]> {
  try {
    return (await pool.query<Row>(statement)).rows;
  } catch (error) {
    if (error instanceof pg.DatabaseError && !isMachineTrouble(error)) throw error;
    throw new Problem('database_unavailable', undefined, { retryAfter: 1 });
  }
}
