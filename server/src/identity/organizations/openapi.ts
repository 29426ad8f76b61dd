import { Type } from 'typebox';
import { EmailField, ListOf, Nullable, OneOf, type Operation, PageQuery, Time } from '../../http/index.ts';
import { roles } from '../roles.ts';
import { invitationStatuses } from './invitations.ts';

const closed = { additionalProperties: false };
const Role = OneOf(roles, { $id: 'Role' });

export const RenameOrganizationBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }) },
  { $id: 'OrganizationChange', ...closed },
);
export const ChangeMemberBody = Type.Object({ role: Role }, { $id: 'MemberChange', ...closed });
export const InviteBody = Type.Object(
  {
    email: EmailField,
    role: Role,
    language: Type.Optional(
      OneOf(['en', 'zh'], {
        $id: 'MailLanguage',
        description: 'The language of the mail: English if it is left out.',
      }),
    ),
  },
  { $id: 'InvitationRequest', ...closed },
);
export const PageOnlyQuery = Type.Object(PageQuery, closed);

const OrganizationSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('organization'),
    kind: OneOf(['merchant', 'platform'], {
      $id: 'OrganizationKind',
      description: 'The platform is whoever runs this Florin.',
    }),
    name: Type.String(),
    created_at: Time,
  },
  { $id: 'Organization' },
);

const MemberSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('member'),
    person: Type.String(),
    email: Type.String(),
    role: Role,
    created_at: Time,
  },
  { $id: 'Member' },
);

const InvitationSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('invitation'),
    email: Type.String(),
    role: Role,
    status: OneOf(invitationStatuses, { $id: 'InvitationStatus' }),
    created_at: Time,
    expires_at: Time,
    accepted_at: Nullable(Time),
    accept_url: Type.Optional(
      Type.String({
        description:
          'Where the invitation is accepted. Shown only in the first answer: whoever has it and the address may join.',
      }),
    ),
    secret_already_shown: Type.Optional(
      Type.Boolean({
        description: 'True in the answer to a repeated request, which does not show `accept_url` again.',
      }),
    ),
  },
  { $id: 'Invitation' },
);

const organization = {
  id: 'org_01kb0zsw3d7f9h2k4m6p8r1t5v',
  object: 'organization',
  kind: 'merchant',
  name: 'Paper & Pine',
  created_at: '2026-11-24T09:00:00.000Z',
};

const member = {
  id: 'mem_01kb0zsx8e2g4j6m9p1r3t5v7w',
  object: 'member',
  person: 'per_01kb0zsx1a3c5e7g9j2m4p6r8t',
  email: 'ada@paper-and-pine.example',
  role: 'developer',
  created_at: '2026-11-24T09:00:00.000Z',
};

const invitation = {
  id: 'inv_01kb0zsy5b7d9f2h4k6n8q1s3v',
  object: 'invitation',
  email: 'grace@paper-and-pine.example',
  role: 'developer',
  status: 'open',
  created_at: '2026-11-24T09:30:00.000Z',
  expires_at: '2026-12-01T09:30:00.000Z',
  accepted_at: null,
};

const page = (description: string, item: object, schema: ReturnType<typeof ListOf>) => ({
  200: { description, example: { object: 'list', data: [item], has_more: false }, schema },
});

/** The text about organizations in the API reference. */
export const operations = {
  retrieve: {
    operationId: 'retrieveOrganization',
    tag: 'Organization',
    summary: 'Retrieve the organization',
    description: 'Returns the organization that your account belongs to.',
    answers: {
      200: { description: 'The organization.', example: organization, schema: OrganizationSchema },
    },
  },
  rename: {
    operationId: 'updateOrganization',
    tag: 'Organization',
    summary: 'Name the organization',
    description: 'Gives the organization another name.',
    body: { name: organization.name },
    answers: {
      200: { description: 'The organization.', example: organization, schema: OrganizationSchema },
    },
  },
  members: {
    operationId: 'listMembers',
    tag: 'Organization',
    summary: 'List members',
    description: 'Lists the people of the organization, those who joined last before the others.',
    answers: page('A page of members.', member, ListOf(MemberSchema)),
  },
  changeMember: {
    operationId: 'updateMember',
    tag: 'Organization',
    summary: 'Change a member’s role',
    description:
      'Gives a member another role: none above your own, and none to a member whose role is above your own. The last owner stays ' +
      'one. A key has the role `admin` here.',
    parameters: { id: member.id },
    body: { role: 'finance' },
    answers: {
      200: { description: 'The member.', example: { ...member, role: 'finance' }, schema: MemberSchema },
    },
    problems: ['last_owner'],
  },
  removeMember: {
    operationId: 'removeMember',
    tag: 'Organization',
    summary: 'Remove a member',
    description: 'Removes the person from the organization. The last owner cannot be removed.',
    parameters: { id: member.id },
    answers: { 204: { description: 'The person is no longer a member.' } },
    problems: ['last_owner'],
  },
  invite: {
    operationId: 'createInvitation',
    tag: 'Organization',
    summary: 'Invite somebody',
    description:
      'Invites whoever has the address, by mail. The link works once, for seven days, and for that address only. A second invitation ' +
      'to the same address ends the first. One address gets five mails an hour at most; the link in the answer works without one.',
    body: { email: invitation.email, role: invitation.role, language: 'en' },
    answers: {
      200: {
        description: 'The invitation, with its link.',
        example: { ...invitation, accept_url: 'https://pay.example/invitations/invite_…' },
        schema: InvitationSchema,
      },
    },
    problems: ['already_member', 'limit_reached'],
  },
  invitations: {
    operationId: 'listInvitations',
    tag: 'Organization',
    summary: 'List invitations',
    description: 'Lists the invitations, the newest first. They are kept until 30 days after they expired.',
    answers: page('A page of invitations.', invitation, ListOf(InvitationSchema)),
  },
  revokeInvitation: {
    operationId: 'revokeInvitation',
    tag: 'Organization',
    summary: 'Revoke an invitation',
    description: 'Ends an open invitation: its link no longer works.',
    parameters: { id: invitation.id },
    body: {},
    answers: {
      200: {
        description: 'The revoked invitation.',
        example: { ...invitation, status: 'revoked' },
        schema: InvitationSchema,
      },
    },
    problems: ['invitation_not_open'],
  },
} as const satisfies Record<string, Operation>;
