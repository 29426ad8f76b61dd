import type pg from 'pg';
import { keysetPage, readRows } from '../database/index.ts';
import { type AccountId, idAt, idFromUuid, stampAfter, stampOf, uuidOf } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { keyOfRow, type Mode, type SignatureKey, type SignatureKeyId, stateOf } from './key.ts';
import type { PublicKey } from './rfc9421/index.ts';

/** How many keys of an account may be active at the same time. */
const ACTIVE_MAX = 20;

/**
 * Begins a change of what the account signs with: no other is made until the transaction ends, and every process hears of this one
 * once it has. The account's first change turns signatures on where they are sent.
 */
export async function beginChange(client: pg.PoolClient, account: AccountId): Promise<void> {
  const { rows } = await client.query(
    'update signature_revision set revision = revision + 1 returning revision',
  );
  await client.query(
    `insert into signature_settings (account_id, mode, revision) values ($1, 'optional', $2)
     on conflict (account_id) do update set revision = excluded.revision`,
    [uuidOf(account), rows[0].revision.toString()],
  );
}

export async function modeOf(client: pg.Pool | pg.PoolClient, account: AccountId): Promise<Mode> {
  const { rows } = await client.query('select mode from signature_settings where account_id = $1', [
    uuidOf(account),
  ]);
  return rows[0]?.mode ?? 'off';
}

/** The change has begun. */
export async function setMode(client: pg.PoolClient, account: AccountId, mode: Mode): Promise<void> {
  await client.query('update signature_settings set mode = $2 where account_id = $1', [
    uuidOf(account),
    mode,
  ]);
}

interface NewKey {
  readonly name: string;
  readonly key: PublicKey;
  readonly expiresAt: number | null;
}

/** Registers a key of the account. The change has begun. Throws `limit_reached`. */
export async function addKey(
  client: pg.PoolClient,
  account: AccountId,
  { name, key, expiresAt }: NewKey,
  at: number,
): Promise<SignatureKey> {
  const keys = await keysOf(client, account);
  if (keys.filter((each) => stateOf(each, at) === 'active').length >= ACTIVE_MAX)
    throw new Problem('limit_reached', `An account has at most ${ACTIVE_MAX} active signature keys.`);
  const last = keys.at(-1);
  const { rows } = await client.query(
    `insert into signature_key (id, account_id, name, algorithm, public_key, created_at, expires_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), to_timestamp($7::float8 / 1000.0)) returning *`,
    [
      uuidOf(idAt('sigkey', stampAfter(last === undefined ? 0n : stampOf(last.id), at))),
      uuidOf(account),
      name,
      key.algorithm,
      key.key.export({ format: 'der', type: 'spki' }),
      at,
      expiresAt,
    ],
  );
  return keyOfRow(rows[0]);
}

/** All keys of the account, the oldest first. */
export async function keysOf(client: pg.Pool | pg.PoolClient, account: AccountId): Promise<SignatureKey[]> {
  const { rows } = await client.query('select * from signature_key where account_id = $1 order by id', [
    uuidOf(account),
  ]);
  return rows.map(keyOfRow);
}

export async function findKey(home: pg.Pool, account: AccountId, id: SignatureKeyId): Promise<SignatureKey> {
  const [row] = await readRows(home, {
    name: 'signature key',
    text: 'select * from signature_key where account_id = $1 and id = $2',
    values: [uuidOf(account), uuidOf(id)],
  });
  if (row === undefined) throw new Problem('not_found');
  return keyOfRow(row);
}

export async function listKeys(
  home: pg.Pool,
  account: AccountId,
  page: Parameters<typeof keysetPage>[4],
): Promise<{ keys: SignatureKey[]; more: boolean }> {
  const { rows, more } = await keysetPage(home, 'signature_key', account, [], page);
  return { keys: rows.map(keyOfRow), more };
}

/**
 * Revokes a key. The change has begun. Throws `not_found`, `signature_key_not_active`, or `last_signature_key` where the account
 * requires signatures and no other key would last.
 */
export async function revokeKey(
  client: pg.PoolClient,
  account: AccountId,
  id: SignatureKeyId,
  at: number,
): Promise<SignatureKey> {
  const keys = await keysOf(client, account);
  const key = keys.find((each) => each.id === id);
  if (key === undefined) throw new Problem('not_found');
  const state = stateOf(key, at);
  if (state !== 'active') throw new Problem('signature_key_not_active', undefined, { state });
  const others = keys.filter((each) => each.id !== id && lasts(each, at));
  if (lasts(key, at) && others.length === 0 && (await modeOf(client, account)) === 'required')
    throw new Problem('last_signature_key');
  const { rows } = await client.query(
    'update signature_key set revoked_at = to_timestamp($2 / 1000.0) where id = $1 returning *',
    [uuidOf(id), at],
  );
  return keyOfRow(rows[0]);
}

/** Whether the key is active and has no end. */
export function lasts(key: SignatureKey, now: number): boolean {
  return key.expiresAt === null && stateOf(key, now) === 'active';
}

/** The revision, with what has changed since another one. */
export async function changesSince(
  home: pg.Pool,
  revision: bigint,
): Promise<{ revision: bigint; changed: { account: AccountId; mode: Mode }[] }> {
  const rows = await readRows(home, {
    name: 'signature changes',
    text: `select r.revision, s.account_id, s.mode from signature_revision r
           left join signature_settings s on s.revision > $1`,
    values: [revision.toString()],
  });
  const changed = rows.filter((row) => row.account_id !== null);
  return {
    revision: rows[0]?.revision ?? revision,
    changed: changed.map((row) => ({ account: idFromUuid('acct', row.account_id), mode: row.mode })),
  };
}
