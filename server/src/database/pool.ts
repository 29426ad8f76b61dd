import pg from 'pg';
import { withSettings } from './session.ts';
import './types.ts';

/** As long as one statement outside a round may take, at the server and at the client. */
const STATEMENT_MS = 3000;

/**
 * Connections for everything that is not a round: reads, leases, claims. They have the role `florin_app`, which cannot
 * change what is append-only.
 */
export function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSettings(
      url,
      `-c role=florin_app -c plan_cache_mode=force_custom_plan -c statement_timeout=${STATEMENT_MS} ` +
        '-c idle_in_transaction_session_timeout=5s',
    ),
    max,
    query_timeout: STATEMENT_MS + 500,
    connectionTimeoutMillis: 2000,
    application_name: 'florin',
    keepAlive: true,
  });
  // A backend that dies while idle is not an error of anyone: the next query opens another.
  pool.on('error', () => {});
  return pool;
}
