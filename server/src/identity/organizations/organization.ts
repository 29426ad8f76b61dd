import type pg from 'pg';
import { type Row, readRows } from '../../database/index.ts';
import type { Principal } from '../../http/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import {
  type Id,
  idAt,
  idFromUuid,
  newId,
  type OrganizationId,
  stampAfter,
  stampOf,
  uuidOf,
} from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { type OrganizationKind, type Role, roleOfKeys } from '../roles.ts';

/** Whoever owns accounts and apps, and whose members are people. The operator's organization is the platform itself. */
export interface Organization {
  readonly id: OrganizationId;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly createdAt: number;
}

function organizationOf(row: Row): Organization {
  return {
    id: idFromUuid('org', row.organization_id),
    kind: row.kind,
    name: row.name,
    createdAt: row.created_at,
  };
}

export function organizationView({ id, kind, name, createdAt }: Organization) {
  return { id, object: 'organization' as const, kind, name, created_at: rfc3339(createdAt) };
}

export async function createOrganization(
  database: pg.Pool | pg.PoolClient,
  organization: { kind: OrganizationKind; name: string },
  at: number,
): Promise<OrganizationId> {
  const id = newId('org');
  await database.query(
    `insert into organization (organization_id, kind, name, created_at) values ($1, $2, $3, to_timestamp($4 / 1000.0))`,
    [uuidOf(id), organization.kind, organization.name, at],
  );
  return id;
}

export async function findOrganization(pool: pg.Pool, id: OrganizationId): Promise<Organization> {
  const rows = await readRows(pool, {
    name: 'organization',
    text: 'select * from organization where organization_id = $1',
    values: [uuidOf(id)],
  });
  return organizationOf(rows[0] as Row);
}

export async function renameOrganization(
  client: pg.PoolClient,
  id: OrganizationId,
  name: string,
): Promise<Organization> {
  const { rows } = await client.query(
    'update organization set name = $2 where organization_id = $1 returning *',
    [uuidOf(id), name],
  );
  return organizationOf(rows[0]);
}

/**
 * Locks the organization until the transaction ends. So its members, invitations and sandboxes change one after another: what was
 * counted or compared stays true, and their ids rise in the order in which they become visible.
 */
export async function lockOrganization(client: pg.PoolClient, id: OrganizationId): Promise<Organization> {
  const { rows } = await client.query('select * from organization where organization_id = $1 for update', [
    uuidOf(id),
  ]);
  return organizationOf(rows[0]);
}

/** The id of a new row of a locked organization, behind the last one that it has. */
export async function nextId<P extends 'mem' | 'inv'>(
  client: pg.PoolClient,
  prefix: P,
  organization: OrganizationId,
  now: number,
): Promise<Id<P>> {
  const table = prefix === 'mem' ? 'membership' : 'invitation';
  const { rows } = await client.query(
    `select id from ${table} where organization_id = $1 order by id desc limit 1`,
    [uuidOf(organization)],
  );
  const last = rows[0] === undefined ? 0n : stampOf(idFromUuid(prefix, rows[0].id));
  return idAt(prefix, stampAfter(last, now));
}

/** Whoever changes an organization, with the role by which they do. */
export interface Acting {
  readonly organization: Organization;
  readonly role: Role;
  /** Null for a key. */
  readonly person: Id<'per'> | null;
}

/**
 * Locks the organization of the one who asks, and tells their role as it stands now. Throws `forbidden` where a person has been
 * removed, and where a sandbox's key would decide who gets at live money: such keys are kept with less care.
 */
export async function actWithin(
  client: pg.PoolClient,
  { settings, actor, environment }: Principal,
): Promise<Acting> {
  const organization = await lockOrganization(client, settings.organization);
  if (actor.kind === 'person') {
    const person = actor.id as Id<'per'>;
    const { rows } = await client.query(
      'select role from membership where organization_id = $1 and person_id = $2',
      [uuidOf(organization.id), uuidOf(person)],
    );
    if (rows[0] === undefined)
      throw new Problem('forbidden', 'You are no longer a member of this organization.');
    return { organization, role: rows[0].role, person };
  }
  if (environment === 'sandbox') {
    const { rows } = await client.query(
      `select exists (select from account where organization_id = $1 and environment = 'live') as live`,
      [uuidOf(organization.id)],
    );
    if (rows[0].live)
      throw new Problem('forbidden', 'This organization has a live account: use a live key, or sign in.');
  }
  return { organization, role: roleOfKeys, person: null };
}
