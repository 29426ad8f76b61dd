import type pg from 'pg';
import type { Row } from '../../database/index.ts';
import { type AccountId, type EndpointId, newId, uuidOf } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { KeyRing } from '../../vault/index.ts';
import {
  ENDPOINTS_MAX,
  type Endpoint,
  endpointOf,
  ROTATION_MS,
  SECRETS_BEFORE_MAX,
  sealSecret,
} from './endpoint.ts';
import { newSecret } from './signature.ts';

type Database = pg.Pool | pg.PoolClient;

export type NewEndpoint = Pick<
  Endpoint,
  'account' | 'url' | 'events' | 'description' | 'metadata' | 'httpSignatures' | 'encryptionKey'
>;

/**
 * Creates an endpoint that receives events from now on. The secret is in the answer and, encrypted, in the row, and nowhere else.
 * Throws `webhook_endpoint_limit`.
 */
export async function createWebhookEndpoint(
  database: Database,
  keys: KeyRing,
  { account, url, events, description, metadata, httpSignatures, encryptionKey }: NewEndpoint,
  at: number,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const id = newId('we');
  const secret = newSecret();
  const { rows } = await database.query<Row>(
    `insert into webhook_endpoint (account_id, id, url, events, description, metadata, secret, status, cursor, vouched_from,
                                   created_at, http_signatures, encryption_key)
     select account_id, $2, $3, $4, $5, $6, $7, 'enabled', event_seq, event_seq, to_timestamp($8 / 1000.0), $10, $11
     from account_head where account_id = $1
       and (select count(*) from webhook_endpoint where account_id = $1) < $9
     returning *`,
    [
      uuidOf(account),
      uuidOf(id),
      url,
      events,
      description,
      JSON.stringify(metadata),
      sealSecret(keys, account, id, secret),
      at,
      ENDPOINTS_MAX,
      httpSignatures,
      encryptionKey === null ? null : JSON.stringify(encryptionKey),
    ],
  );
  if (rows[0] === undefined) throw new Problem('webhook_endpoint_limit');
  return { endpoint: endpointOf(rows[0]), secret };
}

/** Finds an endpoint. Throws `not_found` if the account has no such endpoint. */
export async function findEndpoint(
  database: Database,
  account: AccountId,
  id: EndpointId,
): Promise<Endpoint> {
  const { rows } = await database.query<Row>(
    'select * from webhook_endpoint where account_id = $1 and id = $2',
    [uuidOf(account), uuidOf(id)],
  );
  return only(rows);
}

/** Returns all endpoints of the account, the newest first. There are never more than `ENDPOINTS_MAX`. */
export async function listEndpoints(database: Database, account: AccountId): Promise<Endpoint[]> {
  const { rows } = await database.query<Row>(
    'select * from webhook_endpoint where account_id = $1 order by id desc',
    [uuidOf(account)],
  );
  return rows.map(endpointOf);
}

export type EndpointChange = Partial<
  Pick<
    Endpoint,
    'url' | 'events' | 'description' | 'metadata' | 'status' | 'httpSignatures' | 'encryptionKey'
  >
>;

/** Changes the given fields. Enabling an endpoint resets its failures, and the events that it missed are then delivered. */
export async function updateEndpoint(
  database: Database,
  account: AccountId,
  id: EndpointId,
  change: EndpointChange,
): Promise<Endpoint> {
  const { rows } = await database.query<Row>(
    `update webhook_endpoint set
       url = coalesce($3, url), events = coalesce($4, events),
       vouched_from = case when $4 is null then vouched_from else greatest(vouched_from, cursor) end,
       metadata = coalesce($5::jsonb, metadata),
       description = case when $6 then $7 else description end, status = coalesce($8, status),
       http_signatures = coalesce($9, http_signatures),
       encryption_key = case when $10 then $11::jsonb else encryption_key end,
       failures = case when $8 = 'enabled' and status = 'disabled' then 0 else failures end,
       failing_since = case when $8 = 'enabled' and status = 'disabled' then null else failing_since end
     where account_id = $1 and id = $2 returning *`,
    [
      uuidOf(account),
      uuidOf(id),
      change.url,
      change.events,
      change.metadata === undefined ? null : JSON.stringify(change.metadata),
      change.description !== undefined,
      change.description,
      change.status,
      change.httpSignatures,
      change.encryptionKey !== undefined,
      change.encryptionKey == null ? null : JSON.stringify(change.encryptionKey),
    ],
  );
  return only(rows);
}

/** Points every endpoint of the account whose address is of a form to another one. */
export async function moveEndpoints(
  database: Database,
  account: AccountId,
  from: RegExp,
  to: string,
): Promise<void> {
  await database.query(
    'update webhook_endpoint set url = $3 where account_id = $1 and url ~ $2 and url <> $3',
    [uuidOf(account), from.source, to],
  );
}

/** Creates a new secret. Each earlier secret also signs deliveries, for a day after it was replaced. */
export async function rotateSecret(
  database: Database,
  keys: KeyRing,
  account: AccountId,
  id: EndpointId,
  at: number,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const secret = newSecret();
  const { rows } = await database.query<Row>(
    `update webhook_endpoint set secret = $3,
       secrets_before = (secret || secrets_before)[1:$5],
       secrets_before_until = (to_timestamp($4 / 1000.0) || secrets_before_until)[1:$5]
     where account_id = $1 and id = $2 returning *`,
    [
      uuidOf(account),
      uuidOf(id),
      sealSecret(keys, account, id, secret),
      at + ROTATION_MS,
      SECRETS_BEFORE_MAX,
    ],
  );
  return { endpoint: only(rows), secret };
}

/** Deletes an endpoint. The log of its deliveries stays until it expires, but can no longer be queried. */
export async function deleteEndpoint(pool: pg.Pool, account: AccountId, id: EndpointId): Promise<void> {
  const { rows } = await pool.query<Row>(
    `with gone as (delete from webhook_endpoint where account_id = $1 and id = $2 returning *),
          retries as (delete from webhook_retry where account_id = $1 and endpoint_id = $2)
     select * from gone`,
    [uuidOf(account), uuidOf(id)],
  );
  only(rows);
}

/** Has this event delivered to the endpoint, even if it was delivered before and whatever types the endpoint subscribes to. */
export async function replayEvent(
  database: Database,
  endpoint: Endpoint,
  seq: bigint,
  at: number,
): Promise<void> {
  await database.query(
    `insert into webhook_retry (account_id, endpoint_id, seq, tries, first_at, due_at)
     values ($1, $2, $3, 0, to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0))
     on conflict (account_id, endpoint_id, seq) do update set due_at = excluded.due_at, first_at = excluded.first_at`,
    [uuidOf(endpoint.account), uuidOf(endpoint.id), seq.toString(), at],
  );
}

/** Has all events from this one on delivered again, in their order. */
export async function replaySince(database: Database, endpoint: Endpoint, seq: bigint): Promise<void> {
  await database.query(
    `update webhook_endpoint set cursor = least(cursor, $3::int8 - 1), replays = replays + 1,
       replay_from = least(replay_from, $3::int8)
     where account_id = $1 and id = $2`,
    [uuidOf(endpoint.account), uuidOf(endpoint.id), seq.toString()],
  );
}

function only(rows: readonly Row[]): Endpoint {
  if (rows[0] === undefined) throw new Problem('not_found');
  return endpointOf(rows[0]);
}
