import type pg from 'pg';
import { type Row, readRows } from '../../database/index.ts';
import type { Principal } from '../../http/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
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
import { type Account, accountOf } from '../account.ts';
import { createAccount } from '../accounts.ts';
import { issueKey, lockKeys } from '../keys/store.ts';
import { lockOrganization } from '../organizations/organization.ts';
import { organizationScopes, scopes } from '../roles.ts';

/** How many sandboxes of an organization may be open at the same time. */
const OPEN_MAX = 100;

/** What the key of a sandbox may do: everything in the sandbox, and nothing beyond it. */
const KEY_SCOPES = scopes.filter((scope) => !organizationScopes.includes(scope));

/** A sandbox account, as far as its organization manages it. */
export interface Sandbox {
  readonly id: AccountId;
  readonly name: string;
  readonly createdAt: number;
}

/** Where accounts are made: their settings at home, their books in the cell. */
interface Places {
  readonly home: pg.PoolClient;
  readonly cell: pg.Pool;
}

export interface SandboxPage {
  readonly limit: number;
  readonly after: AccountId | null;
  readonly before: AccountId | null;
}

function sandboxOf(row: Row): Sandbox {
  return { id: idFromUuid('acct', row.account_id), name: row.name, createdAt: row.created_at };
}

export function sandboxView({ id, name, createdAt }: Sandbox) {
  return { id, object: 'sandbox' as const, name, created_at: rfc3339(createdAt) };
}

/** Makes a sandbox with the terms of the account that asks, and keys of its own. Throws `limit_reached`. */
export async function createSandbox(
  places: Places,
  ring: KeyRing,
  { settings }: Principal,
  name: string,
  at: number,
): Promise<{ sandbox: Sandbox; secretKey: string; publishableKey: string }> {
  const { organization } = settings;
  await lockOrganization(places.home, organization);
  const { rows } = await places.home.query(
    `select count(*)::int as open from account
     where organization_id = $1 and environment = 'sandbox' and closed_at is null`,
    [uuidOf(organization)],
  );
  if (rows[0].open >= OPEN_MAX)
    throw new Problem('limit_reached', `An organization has at most ${OPEN_MAX} open sandboxes.`);
  const account = await makeAccount(places, { ...settings, environment: 'sandbox', name }, at);
  const standard = { expiresAt: null };
  const secret = { ...standard, kind: 'secret', name: 'Secret key', scopes: KEY_SCOPES } as const;
  const publishable = { ...standard, kind: 'publishable', name: 'Publishable key', scopes: null } as const;
  return {
    sandbox: { id: account.id, name, createdAt: at },
    secretKey: (await issueKey(places.home, ring, account, secret, at)).secret,
    publishableKey: (await issueKey(places.home, ring, account, publishable, at)).secret,
  };
}

/** Makes an account of a locked organization. The ids of its accounts rise in the order in which they become visible. */
async function makeAccount(
  { home, cell }: Places,
  { id: _, ...settings }: Account,
  at: number,
): Promise<Account> {
  const { rows } = await home.query(
    'select account_id from account where organization_id = $1 order by account_id desc limit 1',
    [uuidOf(settings.organization)],
  );
  const last = rows[0] === undefined ? 0n : stampOf(idFromUuid('acct', rows[0].account_id));
  return createAccount(home, cell, settings, at, idAt('acct', stampAfter(last, at)));
}

/** The organization's open sandboxes, the newest first. */
export async function listSandboxes(
  pool: pg.Pool,
  organization: OrganizationId,
  { limit, after, before }: SandboxPage,
): Promise<{ sandboxes: Sandbox[]; more: boolean }> {
  const rows = await readRows(pool, {
    text: `select account_id, name, created_at from account
           where organization_id = $1 and environment = 'sandbox' and closed_at is null
             and ($2::uuid is null or account_id < $2) and ($3::uuid is null or account_id > $3)
           order by account_id ${before === null ? 'desc' : 'asc'} limit $4`,
    values: [
      uuidOf(organization),
      after === null ? null : uuidOf(after),
      before === null ? null : uuidOf(before),
      limit + 1,
    ],
  });
  const sandboxes = rows.slice(0, limit).map(sandboxOf);
  return { sandboxes: before === null ? sandboxes : sandboxes.reverse(), more: rows.length > limit };
}

/** Reads an open sandbox of the organization. Throws `not_found`. */
export async function findSandbox(
  database: pg.Pool,
  organization: OrganizationId,
  id: AccountId,
): Promise<Sandbox> {
  const [row] = await readRows(database, openSandbox(organization, id));
  if (row === undefined) throw new Problem('not_found');
  return sandboxOf(row);
}

/**
 * Begins the sandbox anew: an account with empty books takes over its name, settings and keys, and the old one is closed. Every
 * process lets the keys act for the new account within a second. Throws `not_found`.
 */
export async function resetSandbox(
  places: Places,
  organization: OrganizationId,
  id: AccountId,
  at: number,
): Promise<Sandbox> {
  const old = await lockSandbox(places.home, organization, id);
  const account = await makeAccount(places, old, at);
  await places.home.query('update api_key set account_id = $2 where account_id = $1', [
    uuidOf(id),
    uuidOf(account.id),
  ]);
  await places.home.query('update app set account_id = $2 where account_id = $1', [
    uuidOf(id),
    uuidOf(account.id),
  ]);
  await closeAccount(places.home, id, at);
  return { id: account.id, name: account.name, createdAt: at };
}

/** Closes the sandbox for good, and revokes its keys. Throws `not_found`. */
export async function closeSandbox(
  home: pg.PoolClient,
  organization: OrganizationId,
  id: AccountId,
  at: number,
): Promise<void> {
  await lockSandbox(home, organization, id);
  await home.query(
    `update api_key set revoked_at = to_timestamp($2 / 1000.0) where account_id = $1 and revoked_at is null`,
    [uuidOf(id), at],
  );
  await closeAccount(home, id, at);
}

/** Locks the organization, and the keys of its sandbox. Throws `not_found`. */
async function lockSandbox(
  home: pg.PoolClient,
  organization: OrganizationId,
  id: AccountId,
): Promise<Account> {
  await lockOrganization(home, organization);
  const { rows } = await home.query(openSandbox(organization, id));
  if (rows[0] === undefined) throw new Problem('not_found');
  await lockKeys(home, id);
  return accountOf(rows[0]);
}

function openSandbox(organization: OrganizationId, id: AccountId) {
  return {
    name: 'open sandbox',
    text: `select * from account
           where account_id = $2 and organization_id = $1 and environment = 'sandbox' and closed_at is null`,
    values: [uuidOf(organization), uuidOf(id)],
  };
}

async function closeAccount(home: pg.PoolClient, id: AccountId, at: number): Promise<void> {
  await home.query(
    `with revised as (update identity_revision set revision = revision + 1)
     update account set closed_at = to_timestamp($2 / 1000.0) where account_id = $1`,
    [uuidOf(id), at],
  );
}
