import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import {
  type App,
  EmptyBody,
  type IdempotentAnswer,
  type IdempotentOptions,
  IdParams,
  keysetOf,
  principalOf,
  runAct,
  runIdempotently,
} from '../../http/index.ts';
import { type Id, type OrganizationId, parseId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { writeMail } from '../../mail/index.ts';
import { inLanguage } from '../../pages/index.ts';
import { invitationMail } from '../people/mails.ts';
import { parseEmail } from '../people/person.ts';
import { type Guesses, mailBucketsOf } from '../sessions/guesses.ts';
import { invitationView, invite, listInvitations, revokeInvitation } from './invitations.ts';
import { changeRole, listMembers, memberView, removeMember } from './members.ts';
import {
  ChangeMemberBody,
  InviteBody,
  operations,
  PageOnlyQuery,
  RenameOrganizationBody,
} from './openapi.ts';
import {
  type Acting,
  actWithin,
  findOrganization,
  organizationView,
  renameOrganization,
} from './organization.ts';

export interface OrganizationRoutesOptions extends IdempotentOptions {
  /** Where people reach the platform, without a slash at the end. */
  readonly publicUrl: string;
  readonly guesses: Guesses;
}

/** The routes for the organization of the account that asks, its members and invitations. */
export function organizationRoutes(app: App, options: OrganizationRoutesOptions): void {
  const { pool, keys, clock, publicUrl, guesses } = options;
  const reads = { scope: 'organization:read' } as const;
  const writes = { scope: 'organization:write', idempotency: 'key' } as const;
  /** Does the work as whoever asks, while nobody else changes the organization. */
  const act = async (
    request: FastifyRequest,
    work: (client: pg.PoolClient, acting: Acting) => Promise<Omit<IdempotentAnswer, 'status'>>,
  ) => {
    const { body } = await runIdempotently(options, request, async (client) => {
      const acting = await actWithin(client, principalOf(request));
      return { status: 200, ...(await work(client, acting)) };
    });
    return body;
  };

  app.get('/v1/organization', { config: { ...reads, operation: operations.retrieve } }, async (request) =>
    organizationView(await findOrganization(pool, ownOf(request))),
  );

  app.post(
    '/v1/organization',
    {
      config: {
        ...writes,
        act: { name: 'organization.rename', kept: 'with it' },
        operation: operations.rename,
      },
      schema: { body: RenameOrganizationBody },
    },
    async (request) =>
      act(request, async (client, { organization }) => ({
        body: organizationView(await renameOrganization(client, organization.id, request.body.name)),
      })),
  );

  app.get(
    '/v1/organization/members',
    { config: { ...reads, operation: operations.members }, schema: { querystring: PageOnlyQuery } },
    async (request) => {
      const page = keysetOf('mem', request.query);
      const { members, more } = await listMembers(pool, ownOf(request), page);
      return { object: 'list', data: members.map(memberView), has_more: more };
    },
  );

  app.post(
    '/v1/organization/members/:id',
    {
      config: {
        ...writes,
        act: { name: 'member.change_role', kept: 'with it' },
        operation: operations.changeMember,
      },
      schema: { params: IdParams, body: ChangeMemberBody },
    },
    async (request) => {
      const id = idOf('mem', request);
      return act(request, async (client, acting) => ({
        body: memberView(await changeRole(client, acting, id, request.body.role)),
      }));
    },
  );

  app.delete(
    '/v1/organization/members/:id',
    {
      config: {
        scope: 'organization:write',
        act: { name: 'member.remove', kept: 'with it' },
        operation: operations.removeMember,
      },
      schema: { params: IdParams },
    },
    async (request, reply) => {
      const id = idOf('mem', request);
      await runAct(options, request, async (client) =>
        removeMember(client, await actWithin(client, principalOf(request)), id),
      );
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/organization/invitations',
    {
      config: {
        ...writes,
        act: { name: 'invitation.create', kept: 'with it' },
        operation: operations.invite,
      },
      schema: { body: InviteBody },
    },
    async (request) => {
      const { role, language = 'en' } = request.body;
      const email = parseEmail(request.body.email);
      if (email === null)
        throw new Problem('invalid_request', 'email is no address that can sign up.', { field: 'email' });
      // Nobody's mailbox is filled by strangers.
      const { mailbox } = mailBucketsOf({ subject: email, address: '', device: null });
      const mayMail = (await guesses.take([mailbox])) === null;
      return act(request, async (client, acting) => {
        const now = clock.now();
        const { invitation, token } = await invite(client, keys, acting, { email, role }, now);
        const acceptUrl = `${publicUrl}/invitations/${token}`;
        if (mayMail)
          await writeMail(
            client,
            keys,
            {
              ...invitationMail(language, acting.organization.name, inLanguage(acceptUrl, language)),
              ...{ recipient: email, expiresAt: invitation.expiresAt },
            },
            now,
          );
        return { body: invitationView(invitation, now), secrets: { accept_url: acceptUrl } };
      });
    },
  );

  app.get(
    '/v1/organization/invitations',
    { config: { ...reads, operation: operations.invitations }, schema: { querystring: PageOnlyQuery } },
    async (request) => {
      const page = keysetOf('inv', request.query);
      const { invitations, more } = await listInvitations(pool, ownOf(request), page);
      const now = clock.now();
      return {
        object: 'list',
        data: invitations.map((invitation) => invitationView(invitation, now)),
        has_more: more,
      };
    },
  );

  app.post(
    '/v1/organization/invitations/:id/revoke',
    {
      config: {
        ...writes,
        act: { name: 'invitation.revoke', kept: 'with it' },
        operation: operations.revokeInvitation,
      },
      schema: { params: IdParams, body: EmptyBody },
    },
    async (request) => {
      const id = idOf('inv', request);
      return act(request, async (client, acting) => {
        const now = clock.now();
        return { body: invitationView(await revokeInvitation(client, acting, id, now), now) };
      });
    },
  );
}

function ownOf(request: FastifyRequest): OrganizationId {
  return principalOf(request).settings.organization;
}

/** Parses the id in the path. Throws `not_found`. */
function idOf<P extends 'mem' | 'inv'>(prefix: P, request: FastifyRequest): Id<P> {
  const id = parseId(prefix, (request.params as { id: string }).id);
  if (id === null) throw new Problem('not_found');
  return id;
}
