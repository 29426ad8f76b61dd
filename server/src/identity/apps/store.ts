import { randomBytes, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import { readRows } from '../../database/index.ts';
import {
  type AccountId,
  idAt,
  idFromUuid,
  type OrganizationId,
  stampAfter,
  stampOf,
  uuidOf,
} from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { KeyRing } from '../../vault/index.ts';
import { type AppId, type AppSettings, appOf, hasSecret, type RegisteredApp } from './app.ts';

/** 256 random bits. */
const SECRET_BYTES = 32;
/** How many apps an account has at most. */
const APPS_MAX = 100;

/** A secret is random, so an HMAC keeps it as well as a slow hash would, at every request for a token. */
function macOf(keys: KeyRing, id: AppId, secret: string): Buffer {
  return keys.mac('api-keys', `${id} ${secret}`);
}

/** The columns of what an app's settings say, with their values. */
function columnsOf(app: AppSettings): readonly (readonly [string, unknown])[] {
  return [
    ['name', app.name],
    ['redirect_uris', app.redirectUris],
    ['post_logout_redirect_uris', app.postLogoutRedirectUris],
    ['backchannel_logout_uri', app.backchannelLogoutUri],
    ['scopes', app.scopes],
    ['grant_types', app.grantTypes],
    ['token_endpoint_auth_method', app.authMethod],
    ['jwks', app.jwks === null ? null : JSON.stringify(app.jwks)],
    ['jwks_uri', app.jwksUri],
    ['fapi', app.fapi],
    ['tls_client_auth_kind', app.certificateSubject?.kind ?? null],
    ['tls_client_auth_value', app.certificateSubject?.value ?? null],
    ['tls_client_certificate_bound_access_tokens', app.certificateBound],
    ['dpop_bound', app.dpopBound],
    ['require_pkce', app.requirePkce],
    ['require_signed_request_object', app.requireSignedRequestObject],
  ];
}

/**
 * Makes an app. Its secret, if it has one, is only in the answer and is stored nowhere. The account's apps are locked until the
 * transaction ends, so that their ids rise in the order in which they become visible. Throws `limit_reached`.
 */
export async function createApp(
  client: pg.PoolClient,
  keys: KeyRing,
  owner: { readonly organization: OrganizationId; readonly account: AccountId },
  settings: AppSettings,
  at: number,
): Promise<{ app: RegisteredApp; secret: string | null }> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`apps of ${owner.account}`]);
  const { rows: standing } = await client.query(
    `select count(*) filter (where closed_at is null)::int as open,
            (select app_id from app where account_id = $1 order by app_id desc limit 1) as last
     from app where account_id = $1`,
    [uuidOf(owner.account)],
  );
  const { open, last } = standing[0];
  if (open >= APPS_MAX) throw new Problem('limit_reached', `An account has at most ${APPS_MAX} apps.`);
  const id = idAt('app', stampAfter(last === null ? 0n : stampOf(idFromUuid('app', last)), at));
  const secret = hasSecret(settings.authMethod) ? newSecret() : null;
  const columns = columnsOf(settings);
  const { rows } = await client.query(
    `insert into app (app_id, organization_id, account_id, client_secret_hash, created_at,
                      ${columns.map(([name]) => name).join(', ')})
     values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), ${columns.map((_, index) => `$${index + 6}`).join(', ')})
     returning *`,
    [
      ...[uuidOf(id), uuidOf(owner.organization), uuidOf(owner.account)],
      ...[secret === null ? null : macOf(keys, id, secret), at],
      ...columns.map(([, value]) => value),
    ],
  );
  return { app: appOf(rows[0]), secret };
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Reads an app of the account that is not closed. Throws `not_found`. */
export async function findApp(home: pg.Pool, account: AccountId, id: AppId): Promise<RegisteredApp> {
  const [row] = await readRows(home, {
    name: 'app of account',
    text: 'select * from app where account_id = $1 and app_id = $2 and closed_at is null',
    values: [uuidOf(account), uuidOf(id)],
  });
  if (row === undefined) throw new Problem('not_found');
  return appOf(row);
}

/** The app with this id, whosever it is; null where it or its account is closed, or it was never made. */
export async function findClient(home: pg.Pool, id: AppId): Promise<RegisteredApp | null> {
  const [row] = await readRows(home, {
    name: 'client',
    text: `select p.* from app p join account a using (account_id)
           where p.app_id = $1 and p.closed_at is null and a.closed_at is null`,
    values: [uuidOf(id)],
  });
  return row === undefined ? null : appOf(row);
}

/** Whether it is the app's secret, or the one before it, while that still works. */
export async function isSecretOf(
  home: pg.Pool,
  keys: KeyRing,
  id: AppId,
  secret: string,
  now: number,
): Promise<boolean> {
  const [row] = await readRows(home, {
    name: 'secret of client',
    text: `select client_secret_hash, case when previous_secret_until > to_timestamp($2 / 1000.0)
             then previous_secret_hash end as previous
           from app where app_id = $1 and closed_at is null`,
    values: [uuidOf(id), now],
  });
  const given = macOf(keys, id, secret);
  const known: (Buffer | null)[] = row === undefined ? [] : [row.client_secret_hash, row.previous];
  return known.some((hash) => hash !== null && timingSafeEqual(hash, given));
}

export async function listApps(
  home: pg.Pool,
  account: AccountId,
  page: { readonly limit: number; readonly after: AppId | null; readonly before: AppId | null },
): Promise<{ apps: RegisteredApp[]; more: boolean }> {
  const { limit, after, before } = page;
  const rows = await readRows(home, {
    text: `select * from app where account_id = $1 and closed_at is null
             and ($2::uuid is null or app_id < $2) and ($3::uuid is null or app_id > $3)
           order by app_id ${before === null ? 'desc' : 'asc'} limit $4`,
    values: [
      uuidOf(account),
      after === null ? null : uuidOf(after),
      before === null ? null : uuidOf(before),
      limit + 1,
    ],
  });
  const apps = rows.slice(0, limit).map(appOf);
  return { apps: before === null ? apps : apps.reverse(), more: rows.length > limit };
}

/** Locks an app of the account that is not closed. Throws `not_found`. */
export async function lockApp(client: pg.PoolClient, account: AccountId, id: AppId): Promise<RegisteredApp> {
  const { rows } = await client.query(
    'select * from app where account_id = $1 and app_id = $2 and closed_at is null for update',
    [uuidOf(account), uuidOf(id)],
  );
  if (rows[0] === undefined) throw new Problem('not_found');
  return appOf(rows[0]);
}

/** Changes a locked app. */
export async function updateApp(
  client: pg.PoolClient,
  id: AppId,
  settings: AppSettings,
): Promise<RegisteredApp> {
  const columns = columnsOf(settings);
  const { rows } = await client.query(
    `with revised as (update identity_revision set revision = revision + 1)
     update app set ${columns.map(([name], index) => `${name} = $${index + 2}`).join(', ')}
     where app_id = $1 returning *`,
    [uuidOf(id), ...columns.map(([, value]) => value)],
  );
  return appOf(rows[0]);
}

/** Gives a locked app another secret, and lets the old one work on until then; null ends it at once. */
export async function rollSecret(
  client: pg.PoolClient,
  keys: KeyRing,
  id: AppId,
  oldUntil: number | null,
): Promise<string> {
  const secret = newSecret();
  await client.query(
    `update app set client_secret_hash = $2, previous_secret_until = to_timestamp($3::float8 / 1000.0),
       previous_secret_hash = case when $3::float8 is null then null else client_secret_hash end
     where app_id = $1`,
    [uuidOf(id), macOf(keys, id, secret), oldUntil],
  );
  return secret;
}

/** Closes a locked app for good. Its tokens die everywhere within a second. */
export async function closeApp(client: pg.PoolClient, id: AppId, at: number): Promise<void> {
  await client.query(
    `with revised as (update identity_revision set revision = revision + 1)
     update app set closed_at = to_timestamp($2 / 1000.0), client_secret_hash = null, previous_secret_hash = null
     where app_id = $1`,
    [uuidOf(id), at],
  );
}
