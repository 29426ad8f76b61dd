import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { keysetPage, readRows } from '../../database/index.ts';
import type { Principal } from '../../http/index.ts';
import {
  type AccountId,
  idAt,
  idFromUuid,
  type KeyId,
  stampAfter,
  stampOf,
  uuidOf,
} from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { KeyRing } from '../../vault/index.ts';
import type { Account } from '../account.ts';
import { type ApiKey, type KeyKind, keyOf, statusOf } from './key.ts';

/** 192 random bits. */
const KEY_BYTES = 24;
/** How many keys of an account may work at the same time. */
const WORKING_MAX = 100;
/** What a key needs to make others. */
const MANAGES = 'keys:write';

type KeyOwner = Pick<Account, 'id' | 'environment'>;

export interface NewKey {
  readonly kind: KeyKind;
  readonly name: string;
  readonly scopes: readonly string[] | null;
  readonly expiresAt: number | null;
  readonly replaces?: KeyId;
}

/**
 * Keeps all others from changing the account's keys until the transaction ends. So the ids of its keys rise in the order in
 * which they become visible, and what was counted is still true when the transaction ends.
 */
export async function lockKeys(client: pg.Pool | pg.PoolClient, account: AccountId): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`keys of ${account}`]);
}

/** Makes a key of the account. The key itself is only in the answer and is stored nowhere. Throws `limit_reached`. */
export async function issueKey(
  client: pg.Pool | pg.PoolClient,
  ring: KeyRing,
  owner: KeyOwner,
  key: NewKey,
  at: number,
): Promise<{ key: ApiKey; secret: string }> {
  await lockKeys(client, owner.id);
  const { rows: standing } = await client.query(
    `select (select closed_at from account where account_id = $1) as closed_at,
            (select id from api_key where account_id = $1 order by id desc limit 1) as last,
            (select count(*)::int from api_key where account_id = $1 and revoked_at is null
               and (expires_at is null or expires_at > to_timestamp($2 / 1000.0))) as working`,
    [uuidOf(owner.id), at],
  );
  const [{ closed_at, last, working }] = standing;
  // It may have been closed since the request was let in.
  if (closed_at !== null) throw new Problem('forbidden', 'This sandbox has been closed or reset.');
  if (working >= WORKING_MAX)
    throw new Problem('limit_reached', `An account has at most ${WORKING_MAX} keys that work.`);
  const environment = owner.environment === 'sandbox' ? 'test' : 'live';
  const random = randomBytes(KEY_BYTES).toString('base64url');
  const secret = `${key.kind === 'secret' ? 'sk' : 'pk'}_${environment}_${random}`;
  const id = idAt('key', stampAfter(last === null ? 0n : stampOf(idFromUuid('key', last)), at));
  const { rows } = await client.query(
    `insert into api_key (key_hash, account_id, id, kind, name, hint, scopes, replaces, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0), to_timestamp($10::float8 / 1000.0))
     returning *`,
    [
      ring.mac('api-keys', secret),
      uuidOf(owner.id),
      uuidOf(id),
      key.kind,
      key.name,
      secret.slice(-4),
      key.scopes,
      key.replaces === undefined ? null : uuidOf(key.replaces),
      at,
      key.expiresAt,
    ],
  );
  return { key: keyOf(rows[0]), secret };
}

/** Makes a key that may do all that its kind may, and returns it. For the first keys of an account. */
export async function createKey(
  client: pg.Pool | pg.PoolClient,
  ring: KeyRing,
  owner: KeyOwner,
  kind: KeyKind,
  at: number,
): Promise<string> {
  const name = kind === 'secret' ? 'Secret key' : 'Publishable key';
  return (await issueKey(client, ring, owner, { kind, name, scopes: null, expiresAt: null }, at)).secret;
}

/** Reads a key of the account. Throws `not_found`. */
export async function findKey(database: pg.Pool, account: AccountId, id: KeyId): Promise<ApiKey> {
  const [row] = await readRows(database, {
    name: 'key by id',
    text: 'select * from api_key where account_id = $1 and id = $2',
    values: [uuidOf(account), uuidOf(id)],
  });
  if (row === undefined) throw new Problem('not_found');
  return keyOf(row);
}

export async function listKeys(
  pool: pg.Pool,
  account: AccountId,
  page: Parameters<typeof keysetPage>[4],
): Promise<{ keys: ApiKey[]; more: boolean }> {
  const { rows, more } = await keysetPage(pool, 'api_key', account, [], page);
  return { keys: rows.map(keyOf), more };
}

/** When the key that asks expires, or null. People act as long as they are members. */
export async function untilOf(client: pg.PoolClient, { actor }: Principal): Promise<number | null> {
  if (actor.kind !== 'key') return null;
  const { rows } = await client.query('select expires_at from api_key where id = $1', [
    uuidOf(actor.id as KeyId),
  ]);
  return rows[0]?.expires_at ?? null;
}

/** Names the key. Throws `not_found`. */
export async function renameKey(
  client: pg.PoolClient,
  account: AccountId,
  id: KeyId,
  name: string,
): Promise<ApiKey> {
  const { rows } = await client.query(
    'update api_key set name = $3 where account_id = $1 and id = $2 returning *',
    [uuidOf(account), uuidOf(id), name],
  );
  if (rows[0] === undefined) throw new Problem('not_found');
  return keyOf(rows[0]);
}

/** Locks the account's keys and returns the one that is to be ended. Throws `not_found` or `key_not_active`. */
export async function lockWorkingKey(
  client: pg.PoolClient,
  account: AccountId,
  id: KeyId,
  now: number,
): Promise<ApiKey> {
  await lockKeys(client, account);
  const { rows } = await client.query('select * from api_key where account_id = $1 and id = $2', [
    uuidOf(account),
    uuidOf(id),
  ]);
  if (rows[0] === undefined) throw new Problem('not_found');
  const key = keyOf(rows[0]);
  const state = statusOf(key, now);
  if (state !== 'active') throw new Problem('key_not_active', undefined, { state });
  return key;
}

/** Whether no other key of the account that lasts can make keys. The account's keys are locked. */
export async function isLastManager(client: pg.PoolClient, key: ApiKey): Promise<boolean> {
  const { rows } = await client.query(
    `select id from api_key where account_id = $1 and kind = 'secret' and revoked_at is null and expires_at is null
       and (scopes is null or $2 = any(scopes)) limit 2`,
    [uuidOf(key.account), MANAGES],
  );
  return rows.length === 1 && idFromUuid('key', rows[0].id) === key.id;
}

/** Ends the key, at once or when `until` has come. Every process follows within a second. */
export async function endKey(
  client: pg.Pool | pg.PoolClient,
  key: ApiKey,
  at: number,
  until: number | null,
): Promise<ApiKey> {
  const { rows } = await client.query(
    `with revised as (update identity_revision set revision = revision + 1)
     update api_key set
       revoked_at = case when $4::float8 is null then to_timestamp($3 / 1000.0) end,
       expires_at = case when $4::float8 is null then expires_at
                         else least(expires_at, to_timestamp($4::float8 / 1000.0)) end
     where account_id = $1 and id = $2 returning *`,
    [uuidOf(key.account), uuidOf(key.id), at, until],
  );
  return keyOf(rows[0]);
}
