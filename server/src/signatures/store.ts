import type pg from 'pg';
import { keysetPage, readRows } from '../database/index.ts';
import { type AccountId, idAt, idFromUuid, stampAfter, stampOf, uuidOf } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import {
  keyOfRow,
  type Mode,
  type SignatureKey,
  type SignatureKeyId,
  type Signer,
  type SignerId,
  signerId,
  stateOf,
} from './key.ts';
import type { PublicKey } from './rfc9421/index.ts';

/** How many keys of an account may be active at the same time. */
const ACTIVE_MAX = 20;

/** Where the mode of a signer is kept. */
function settingsOf(signer: SignerId): { table: string; column: string } {
  return signer.startsWith('app_')
    ? { table: 'signature_app_settings', column: 'app_id' }
    : { table: 'signature_settings', column: 'account_id' };
}

/**
 * Begins a change of what somebody signs with: no other is made until the transaction ends, and every process hears of this one
 * once it has. The first change turns signatures on where they are sent.
 */
export async function beginChange(client: pg.PoolClient, signer: SignerId): Promise<void> {
  const { rows } = await client.query(
    'update signature_revision set revision = revision + 1 returning revision',
  );
  const { table, column } = settingsOf(signer);
  await client.query(
    `insert into ${table} (${column}, mode, revision) values ($1, 'optional', $2)
     on conflict (${column}) do update set revision = excluded.revision`,
    [uuidOf(signer), rows[0].revision.toString()],
  );
}

export async function modeOf(client: pg.Pool | pg.PoolClient, signer: SignerId): Promise<Mode> {
  const { table, column } = settingsOf(signer);
  const { rows } = await client.query(`select mode from ${table} where ${column} = $1`, [uuidOf(signer)]);
  return rows[0]?.mode ?? 'off';
}

/** The change has begun. */
export async function setMode(client: pg.PoolClient, signer: SignerId, mode: Mode): Promise<void> {
  const { table, column } = settingsOf(signer);
  await client.query(`update ${table} set mode = $2 where ${column} = $1`, [uuidOf(signer), mode]);
}

interface NewKey {
  readonly name: string;
  readonly key: PublicKey;
  readonly expiresAt: number | null;
}

/** Registers a key. The change has begun. Throws `limit_reached`. */
export async function addKey(
  client: pg.PoolClient,
  signer: Signer,
  { name, key, expiresAt }: NewKey,
  at: number,
): Promise<SignatureKey> {
  const keys = await keysOf(client, signerId(signer));
  if (keys.filter((each) => stateOf(each, at) === 'active').length >= ACTIVE_MAX)
    throw new Problem('limit_reached', `An account or app has at most ${ACTIVE_MAX} active signature keys.`);
  const last = await newestId(client, signer.account);
  const { rows } = await client.query(
    `insert into signature_key (id, account_id, name, algorithm, public_key, created_at, expires_at, app_id)
     values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), to_timestamp($7::float8 / 1000.0), $8) returning *`,
    [
      uuidOf(idAt('sigkey', stampAfter(last === null ? 0n : stampOf(last), at))),
      uuidOf(signer.account),
      name,
      key.algorithm,
      key.key.export({ format: 'der', type: 'spki' }),
      at,
      expiresAt,
      signer.app === null ? null : uuidOf(signer.app),
    ],
  );
  return keyOfRow(rows[0]);
}

/** Ids rise within an account, also where its apps have keys: so its list is complete. */
async function newestId(client: pg.PoolClient, account: AccountId): Promise<SignatureKeyId | null> {
  const { rows } = await client.query(
    'select id from signature_key where account_id = $1 order by id desc limit 1',
    [uuidOf(account)],
  );
  return rows[0] === undefined ? null : idFromUuid('sigkey', rows[0].id);
}

/** All keys of the account itself, or of the app, the oldest first. */
export async function keysOf(client: pg.Pool | pg.PoolClient, signer: SignerId): Promise<SignatureKey[]> {
  const { rows } = await client.query(
    `select * from signature_key where ${signer.startsWith('app_') ? 'app_id = $1' : 'account_id = $1 and app_id is null'} order by id`,
    [uuidOf(signer)],
  );
  return rows.map(keyOfRow);
}

/** A key of the account or of one of its apps. Throws `not_found`. */
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
 * Revokes a key. The change has begun. Throws `signature_key_not_active`, or `last_signature_key` where the account
 * requires signatures and no other key would last. An app cannot lock itself out: its account sets its mode with its own key.
 */
export async function revokeKey(
  client: pg.PoolClient,
  { id, owner }: SignatureKey,
  at: number,
): Promise<SignatureKey> {
  const signer = signerId(owner);
  const keys = await keysOf(client, signer);
  const key = keys.find((each) => each.id === id);
  if (key === undefined) throw new Problem('not_found');
  const state = stateOf(key, at);
  if (state !== 'active') throw new Problem('signature_key_not_active', undefined, { state });
  const others = keys.filter((each) => each.id !== id && lasts(each, at));
  const needed = owner.app === null && lasts(key, at) && others.length === 0;
  if (needed && (await modeOf(client, signer)) === 'required') throw new Problem('last_signature_key');
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
): Promise<{ revision: bigint; changed: { signer: SignerId; mode: Mode }[] }> {
  const rows = await readRows(home, {
    name: 'signature changes',
    text: `select r.revision, s.* from signature_revision r left join (
             select 'acct' as prefix, account_id as signer, mode from signature_settings where revision > $1
             union all select 'app', app_id, mode from signature_app_settings where revision > $1
           ) s on true`,
    values: [revision.toString()],
  });
  const changed = rows.filter((row) => row.signer !== null);
  return {
    revision: rows[0]?.revision ?? revision,
    changed: changed.map(({ prefix, signer, mode }) => ({ signer: idFromUuid(prefix, signer), mode })),
  };
}
