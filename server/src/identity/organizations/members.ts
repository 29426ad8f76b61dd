import type pg from 'pg';
import { keysetPage, type Row, readRows } from '../../database/index.ts';
import type { Principal } from '../../http/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import {
  idFromUuid,
  type MembershipId,
  type OrganizationId,
  type PersonId,
  uuidOf,
} from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Account } from '../account.ts';
import { firstRole, type Role, rolesBelow, rolesIn, scopesOf } from '../roles.ts';
import { type Acting, nextId } from './organization.ts';

/** How many members and open invitations an organization has at most. */
export const MEMBERS_MAX = 500;

/** A person in an organization. */
export interface Membership {
  readonly id: MembershipId;
  readonly organization: OrganizationId;
  readonly person: PersonId;
  readonly role: Role;
  readonly createdAt: number;
}

interface Member extends Membership {
  readonly email: string;
}

function membershipOf(row: Row): Membership {
  return {
    id: idFromUuid('mem', row.id),
    organization: idFromUuid('org', row.organization_id),
    person: idFromUuid('per', row.person_id),
    role: row.role,
    createdAt: row.created_at,
  };
}

export function memberView({ id, person, email, role, createdAt }: Member) {
  return { id, object: 'member' as const, person, email, role, created_at: rfc3339(createdAt) };
}

/** Makes the person a member of an organization that is locked, or that nobody else knows yet. */
export async function addMember(
  client: pg.PoolClient,
  organization: OrganizationId,
  person: PersonId,
  role: Role,
  at: number,
): Promise<Membership> {
  const id = await nextId(client, 'mem', organization, at);
  const { rows } = await client.query(
    `insert into membership (organization_id, id, person_id, role, created_at)
     values ($1, $2, $3, $4, to_timestamp($5 / 1000.0)) returning *`,
    [uuidOf(organization), uuidOf(id), uuidOf(person), role, at],
  );
  return membershipOf(rows[0]);
}

/** The organizations that the person is a member of, those that they joined first before the others. */
export async function membershipsOf(pool: pg.Pool, person: PersonId): Promise<Membership[]> {
  const rows = await readRows(pool, {
    name: 'memberships',
    text: 'select * from membership where person_id = $1 order by created_at, organization_id',
    values: [uuidOf(person)],
  });
  return rows.map(membershipOf);
}

/** A member who acts for one of the organization's accounts, with what their role may do there. */
export function principalOfMember(
  { organization, person, role }: Pick<Membership, 'organization' | 'person' | 'role'>,
  account: Account,
): Principal {
  if (account.organization !== organization) throw new Error('the account is of another organization');
  return {
    account: account.id,
    environment: account.environment,
    settings: account,
    scopes: scopesOf(role),
    actor: { kind: 'person', id: person },
    rateLimit: account.rateLimit,
    idempotencyScope: person,
  };
}

export async function listMembers(
  pool: pg.Pool,
  organization: OrganizationId,
  page: Parameters<typeof keysetPage>[4],
): Promise<{ members: Member[]; more: boolean }> {
  const { rows, more } = await keysetPage(pool, 'membership', organization, [], page);
  const people = await readRows(pool, {
    name: 'emails',
    text: 'select person_id, email from person where person_id = any($1)',
    values: [rows.map((row) => row.person_id)],
  });
  const emails = new Map(people.map((row) => [row.person_id, row.email]));
  return {
    members: rows.map((row) => ({ ...membershipOf(row), email: emails.get(row.person_id) })),
    more,
  };
}

/** Changes a member's role. Throws `not_found`, `invalid_request`, `forbidden` or `last_owner`. */
export async function changeRole(
  client: pg.PoolClient,
  acting: Acting,
  id: MembershipId,
  role: Role,
): Promise<Member> {
  const member = await findMember(client, acting, id);
  checkRole(acting, role);
  checkAbove(acting, member.role);
  if (role !== member.role) await checkNotLast(client, acting, member);
  // What apps do on the member's behalf follows within a second.
  await client.query(
    `with revised as (update identity_revision set revision = revision + 1)
     update membership set role = $3 where organization_id = $1 and id = $2`,
    [uuidOf(acting.organization.id), uuidOf(id), role],
  );
  return { ...member, role };
}

/** Removes a member. Throws `not_found`, `forbidden` or `last_owner`. */
export async function removeMember(client: pg.PoolClient, acting: Acting, id: MembershipId): Promise<void> {
  const member = await findMember(client, acting, id);
  checkAbove(acting, member.role);
  await checkNotLast(client, acting, member);
  await client.query(
    `with revised as (update identity_revision set revision = revision + 1)
     delete from membership where organization_id = $1 and id = $2`,
    [uuidOf(acting.organization.id), uuidOf(id)],
  );
}

/** Nobody gives a role above their own, nor one of another kind of organization. Throws `invalid_request` or `forbidden`. */
export function checkRole({ organization, role: own }: Acting, role: Role): void {
  const known = rolesIn(organization.kind);
  if (!known.includes(role))
    throw new Problem('invalid_request', `role must be one of ${known.join(', ')}`, { field: 'role' });
  if (!rolesBelow(own).includes(role))
    throw new Problem('forbidden', `The role ${own} cannot make anyone ${role}.`);
}

/** Nobody changes a member whose role is above their own. Throws `forbidden`. */
function checkAbove({ role: own }: Acting, role: Role): void {
  if (!rolesBelow(own).includes(role))
    throw new Problem('forbidden', `The role ${own} cannot change a member who is ${role}.`);
}

async function findMember(client: pg.PoolClient, acting: Acting, id: MembershipId): Promise<Member> {
  const { rows } = await client.query(
    `select m.*, p.email from membership m join person p using (person_id)
     where m.organization_id = $1 and m.id = $2`,
    [uuidOf(acting.organization.id), uuidOf(id)],
  );
  if (rows[0] === undefined) throw new Problem('not_found');
  return { ...membershipOf(rows[0]), email: rows[0].email };
}

/** The last owner stays. The organization is locked, so that two of them cannot remove each other. Throws `last_owner`. */
async function checkNotLast(
  client: pg.PoolClient,
  { organization }: Acting,
  member: Membership,
): Promise<void> {
  const first = firstRole[organization.kind];
  if (member.role !== first) return;
  const { rows } = await client.query(
    'select count(*)::int as owners from membership where organization_id = $1 and role = $2',
    [uuidOf(organization.id), first],
  );
  if (rows[0].owners === 1)
    throw new Problem('last_owner', `Every organization has at least one member who is ${first}.`);
}
