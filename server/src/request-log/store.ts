import type pg from 'pg';
import { inTransaction, type Row, readRows } from '../database/index.ts';
import {
  type AccountId,
  type Id,
  type IdStamp,
  idAt,
  idFromUuid,
  stampAfter,
  stampOf,
  uuidOf,
} from '../kernel/ids.ts';
import type { LoggedRequest } from './logged-request.ts';

export type LogId = Id<'log'>;

/** The head of an account that has none yet. */
const BEGINNING = uuidOf(idAt('log', 0n));

/** Writes them, in an order that everybody sees: whoever reads on from the last one misses none that becomes visible later. */
export async function writeRequests(pool: pg.Pool, requests: readonly LoggedRequest[]): Promise<void> {
  // In one order, so that two processes never wait for each other's heads.
  const accounts = [...new Set(requests.map(({ account }) => uuidOf(account)))].sort();
  await inTransaction(pool, async (client) => {
    // A log may lose its last moment when the database's machine fails, and nobody waits for the disk because of it.
    await client.query('set local synchronous_commit = off');
    const stamps = await lockHeads(client, accounts);
    const ids = requests.map(({ account, at }) => {
      const owner = uuidOf(account);
      const stamp = stampAfter(stamps.get(owner) as IdStamp, at);
      stamps.set(owner, stamp);
      return uuidOf(idAt('log', stamp));
    });
    // The ids of an account ascend, so the last one in this is its newest.
    const newest = new Map(requests.map(({ account }, index) => [uuidOf(account), ids[index]]));
    const all = <Value>(of: (request: LoggedRequest) => Value): Value[] => requests.map(of);
    await client.query({
      name: 'log requests',
      text: `with head as (
               update request_log_head h set id = last.id
               from unnest($1::uuid[], $20::uuid[]) as last (account_id, id) where h.account_id = last.account_id)
             insert into logged_request (account_id, id, request_id, at, operation, scope, method, path, status, code, milliseconds,
               actor, address, user_agent, idempotency_key, about, request_body, answer_body, skipped)
             select account_id, id, request_id, to_timestamp(at / 1000.0), operation, scope, method, path, status, code, milliseconds,
               actor, address, user_agent, idempotency_key, string_to_array(about, ' '), request_body, answer_body, skipped
             from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::float8[], $6::text[], $7::text[], $8::text[], $9::int2[],
               $10::text[], $11::int4[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
               $18::text[], $19::int4[], $21::text[]) as new (account_id, id, request_id, at, operation, method, path, status, code,
               milliseconds, actor, address, user_agent, idempotency_key, about, request_body, answer_body, skipped, scope)`,
      values: [
        accounts,
        all(({ account }) => uuidOf(account)),
        ids,
        all(({ request }) => uuidOf(request as Id<'req'>)),
        all(({ at }) => at),
        all(({ operation }) => operation),
        all(({ method }) => method),
        all(({ path }) => path),
        all(({ status }) => status),
        all(({ code }) => code),
        all(({ milliseconds }) => milliseconds),
        all(({ actor }) => actor),
        all(({ address }) => address),
        all(({ userAgent }) => userAgent),
        all(({ idempotencyKey }) => idempotencyKey),
        all(({ about }) => about.join(' ')),
        all(({ requestBody }) => requestBody),
        all(({ answerBody }) => answerBody),
        all(({ skipped }) => skipped),
        accounts.map((account) => newest.get(account)),
        all(({ scope }) => scope),
      ],
    });
  });
}

/** Locks the heads of the accounts until the transaction ends, and returns the stamps of the last ids that were given. */
async function lockHeads(client: pg.PoolClient, accounts: readonly string[]): Promise<Map<string, IdStamp>> {
  await client.query(
    `insert into request_log_head (account_id, id) select account_id, $2 from unnest($1::uuid[]) as a (account_id)
     order by account_id on conflict do nothing`,
    [accounts, BEGINNING],
  );
  const { rows } = await client.query(
    'select account_id, id from request_log_head where account_id = any($1::uuid[]) order by account_id for update',
    [accounts],
  );
  return new Map(rows.map(({ account_id, id }) => [account_id, stampOf(idFromUuid('log', id))]));
}

/** Finds a request by the id of its entry, or by its own. */
export async function findRequest(
  pool: pg.Pool,
  account: AccountId,
  id: LogId | Id<'req'>,
): Promise<Row | null> {
  const column = id.startsWith('req_') ? 'request_id' : 'id';
  const [row] = await readRows(pool, {
    text: `select * from logged_request where account_id = $1 and ${column} = $2 order by id limit 1`,
    values: [uuidOf(account), uuidOf(id)],
  });
  return row ?? null;
}
