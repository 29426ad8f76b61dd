/** What the measurements ask the database itself, as its owner. */
import pg from 'pg';
import { withAllTables } from '../server/src/database/index.ts';
import { AMOUNT } from './load.ts';

/** Runs one statement in the server's own database, which is not measured. */
export async function administer(ownerUrl: string, statement: string): Promise<void> {
  const client = await connect(onDatabase(ownerUrl, 'postgres'));
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export function onDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

/** Opens the connection that watches. Its CPU time counts as that of the measurement. */
export async function connect(ownerUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: withAllTables(ownerUrl), application_name: 'bench' });
  // The server may stop while it is connected, at the end or by an interrupt. A query in flight then fails by itself.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** How many payments the books hold. All have the same amount, so the money that the channels owe tells the number. */
export async function paymentsBooked(watch: pg.Client): Promise<number> {
  const { rows } = await watch.query('select coalesce(sum(channel_receivable), 0)::text as sum from balance');
  return Number(rows[0].sum) / AMOUNT;
}

/** How many bytes of write-ahead log were written since the cluster was created. */
export async function walBytes(watch: pg.Client): Promise<number> {
  const { rows } = await watch.query(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as bytes`);
  return Number(rows[0].bytes);
}

/** How many times a webhook was delivered, or an attempt was made. */
export async function deliveries(watch: pg.Client): Promise<number> {
  const { rows } = await watch.query('select count(*)::text as count from webhook_delivery');
  return Number(rows[0].count);
}

/** Stores so many more live access tokens, copies of those that there are. Nobody can use them: their ids are of no token. */
export async function multiplyTokens(watch: pg.Client, count: number): Promise<void> {
  await watch.query(
    `insert into oauth_state (id_hash, model, payload, app_id, grant_hash, expires_at)
     select sha256(convert_to('bench ' || n, 'UTF8')), model, payload, app_id, grant_hash, expires_at
     from (select * from oauth_state where model = 'ClientCredentials' limit 1) as one
       cross join generate_series(1, $1) as n
     on conflict do nothing`,
    [count],
  );
  await watch.query('analyze oauth_state');
}

export async function databaseBytes(watch: pg.Client): Promise<number> {
  const { rows } = await watch.query('select pg_database_size(current_database())::text as bytes');
  return Number(rows[0].bytes);
}

/** Says what each backend is: the name that its client gave, or else its kind. */
export async function backendNames(watch: pg.Client): Promise<Map<number, string>> {
  const { rows } = await watch.query(
    `select pid, case when backend_type = 'client backend' then application_name else backend_type end as name
     from pg_stat_activity`,
  );
  return new Map(rows.map((row) => [Number(row.pid), String(row.name)]));
}
