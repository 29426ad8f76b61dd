import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { keysetPage, type Row, readRows } from '../../database/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import {
  type InvitationId,
  idFromUuid,
  type OrganizationId,
  type PersonId,
  uuidOf,
} from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { KeyRing } from '../../vault/index.ts';
import type { Role } from '../roles.ts';
import { addMember, checkRole, MEMBERS_MAX, type Membership } from './members.ts';
import { type Acting, lockOrganization, nextId } from './organization.ts';

/** 256 random bits. */
const TOKEN_BYTES = 32;
const KEPT_MS = 7 * 86_400_000;

export const invitationStatuses = ['open', 'accepted', 'revoked', 'expired'] as const;

export interface Invitation {
  readonly id: InvitationId;
  readonly organization: OrganizationId;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly acceptedAt: number | null;
  readonly revokedAt: number | null;
}

function invitationOf(row: Row): Invitation {
  return {
    id: idFromUuid('inv', row.id),
    organization: idFromUuid('org', row.organization_id),
    email: row.email,
    role: row.role,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    acceptedAt: row.accepted_at,
    revokedAt: row.revoked_at,
  };
}

function statusOf(
  { acceptedAt, revokedAt, expiresAt }: Invitation,
  now: number,
): (typeof invitationStatuses)[number] {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}

export function invitationView(invitation: Invitation, now: number) {
  const { id, email, role, createdAt, expiresAt, acceptedAt } = invitation;
  return {
    id,
    object: 'invitation' as const,
    email,
    role,
    status: statusOf(invitation, now),
    created_at: rfc3339(createdAt),
    expires_at: rfc3339(expiresAt),
    accepted_at: acceptedAt === null ? null : rfc3339(acceptedAt),
  };
}

const hashOf = (ring: KeyRing, token: string): Buffer => ring.mac('api-keys', token);

/**
 * Invites whoever has the address, which is written as `parseEmail` has it. Their open invitation, if there is one, ends: only the newest link works. The token is only in
 * the answer. Throws `invalid_request`, `forbidden`, `already_member` or `limit_reached`.
 */
export async function invite(
  client: pg.PoolClient,
  ring: KeyRing,
  acting: Acting,
  { email, role }: { email: string; role: Role },
  at: number,
): Promise<{ invitation: Invitation; token: string }> {
  checkRole(acting, role);
  const organization = uuidOf(acting.organization.id);
  await client.query(
    `update invitation set revoked_at = to_timestamp($3 / 1000.0)
     where organization_id = $1 and email = $2 and accepted_at is null and revoked_at is null`,
    [organization, email, at],
  );
  const { rows: counts } = await client.query(
    `select (select count(*)::int from membership where organization_id = $1)
            + (select count(*)::int from invitation where organization_id = $1 and accepted_at is null
                 and revoked_at is null and expires_at > to_timestamp($3 / 1000.0)) as all,
            exists (select from membership m join person p using (person_id)
                    where m.organization_id = $1 and p.email = $2) as member`,
    [organization, email, at],
  );
  if (counts[0].member) throw new Problem('already_member');
  if (counts[0].all >= MEMBERS_MAX)
    throw new Problem(
      'limit_reached',
      `An organization has at most ${MEMBERS_MAX} members and open invitations.`,
    );
  const token = `invite_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  const id = await nextId(client, 'inv', acting.organization.id, at);
  const { rows } = await client.query(
    `insert into invitation (organization_id, id, email, role, token_hash, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), to_timestamp($8 / 1000.0)) returning *`,
    [
      ...[organization, uuidOf(id), email, role, hashOf(ring, token)],
      ...[acting.person === null ? null : uuidOf(acting.person), at, at + KEPT_MS],
    ],
  );
  return { invitation: invitationOf(rows[0]), token };
}

export async function listInvitations(
  pool: pg.Pool,
  organization: OrganizationId,
  page: Parameters<typeof keysetPage>[4],
): Promise<{ invitations: Invitation[]; more: boolean }> {
  const { rows, more } = await keysetPage(pool, 'invitation', organization, [], page);
  return { invitations: rows.map(invitationOf), more };
}

/** Ends an open invitation. Throws `not_found` or `invitation_not_open`. */
export async function revokeInvitation(
  client: pg.PoolClient,
  { organization }: Acting,
  id: InvitationId,
  at: number,
): Promise<Invitation> {
  const key = [uuidOf(organization.id), uuidOf(id)];
  const { rows } = await client.query('select * from invitation where organization_id = $1 and id = $2', key);
  if (rows[0] === undefined) throw new Problem('not_found');
  const state = statusOf(invitationOf(rows[0]), at);
  if (state !== 'open') throw new Problem('invitation_not_open', undefined, { state });
  const { rows: revoked } = await client.query(
    `update invitation set revoked_at = to_timestamp($3 / 1000.0)
     where organization_id = $1 and id = $2 returning *`,
    [...key, at],
  );
  return invitationOf(revoked[0]);
}

/** An invitation, as whoever has its link sees it. */
export interface ShownInvitation extends Invitation {
  readonly status: ReturnType<typeof statusOf>;
  readonly organizationName: string;
  /** The address of the member who invited; null for a key, or somebody who is a member no more. */
  readonly invitedBy: string | null;
}

/** The invitation of a token, in whatever state it is; null where there is none. */
export async function readInvitation(
  pool: pg.Pool,
  ring: KeyRing,
  token: string,
  now: number,
): Promise<ShownInvitation | null> {
  const [row] = await readRows(pool, {
    name: 'invitation of token',
    text: `select i.*, o.name as organization_name, p.email as inviter
           from invitation i join organization o using (organization_id)
           left join membership m on m.organization_id = i.organization_id and m.person_id = i.invited_by
           left join person p on p.person_id = m.person_id
           where i.token_hash = $1`,
    values: [hashOf(ring, token)],
  });
  if (row === undefined) return null;
  const invitation = invitationOf(row);
  return {
    ...invitation,
    ...{ status: statusOf(invitation, now), organizationName: row.organization_name, invitedBy: row.inviter },
  };
}

/**
 * Makes the person a member, by the token of an invitation to their address, within the caller's transaction. It works once, and
 * for seven days.
 * @param person with an address that is proved to be theirs.
 * @throws `invitation_not_open`, `invitation_for_another` or `already_member`.
 */
export async function acceptInvitation(
  client: pg.PoolClient,
  ring: KeyRing,
  token: string,
  person: { readonly id: PersonId; readonly email: string },
  at: number,
): Promise<Membership> {
  const find = { text: 'select * from invitation where token_hash = $1', values: [hashOf(ring, token)] };
  const { rows: found } = await client.query(find);
  if (found[0] === undefined) throw new Problem('invitation_not_open');
  const { organization } = invitationOf(found[0]);
  await lockOrganization(client, organization);
  // Read again behind the lock: two who come at once must not both find it open.
  const { rows } = await client.query(find);
  const invitation = invitationOf(rows[0]);
  const state = statusOf(invitation, at);
  if (state !== 'open') throw new Problem('invitation_not_open', undefined, { state });
  if (invitation.email !== person.email.toLowerCase()) throw new Problem('invitation_for_another');
  const { rows: member } = await client.query(
    'select from membership where organization_id = $1 and person_id = $2',
    [uuidOf(organization), uuidOf(person.id)],
  );
  if (member.length > 0) throw new Problem('already_member');
  await client.query(
    `update invitation set accepted_at = to_timestamp($3 / 1000.0) where organization_id = $1 and id = $2`,
    [uuidOf(organization), uuidOf(invitation.id), at],
  );
  return addMember(client, organization, person.id, invitation.role, at);
}
