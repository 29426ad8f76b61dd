import { stateMember } from '../kernel/problem.ts';
import { setting, yesOrNo } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { sealedTotp } from './sessions/sealed.ts';
import { sweeps } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    identity: typeof identity;
  }
}

export const identity = {
  name: 'identity',
  schema: 'home',
  tables: {
    organization: 'mutable',
    membership: 'mutable',
    invitation: 'mutable',
    person: 'mutable',
    app: 'mutable',
    account: 'mutable',
    api_key: 'mutable',
    identity_revision: 'mutable',
    person_session: 'mutable',
    half_sign_in: 'mutable',
    totp: 'mutable',
    recovery_code: 'mutable',
    mail_request: 'mutable',
    mailed_token: 'mutable',
    guess_count: 'mutable',
    home_idempotency: 'mutable',
    passkey: 'mutable',
    passkey_challenge: 'mutable',
  },
  problems: {
    key_not_active: {
      status: 409,
      title: 'The key has expired or has been revoked',
      advice: 'There is nothing to end. Create a new key if you need one.',
      members: { state: stateMember },
    },
    last_key: {
      status: 409,
      title: 'This is the last key of the account that can make others',
      advice: 'Create another secret key with the scope keys:write first, or send `force: true`.',
    },
    limit_reached: {
      status: 409,
      title: 'There are as many of them as there may be',
      advice: 'See `detail` for how many there may be, and end some that are no longer needed.',
    },
    last_owner: {
      status: 409,
      title: 'This is the last owner of the organization',
      advice: 'Make another member an owner first.',
    },
    already_member: {
      status: 409,
      title: 'This person is a member of the organization already',
      advice: 'Change the role of the member instead.',
    },
    invitation_not_open: {
      status: 409,
      title: 'The invitation can no longer be used',
      advice: 'It was accepted or revoked, or is older than seven days. Ask for a new one.',
      members: { state: stateMember },
    },
    invitation_for_another: {
      status: 403,
      title: 'The invitation is for another e-mail address',
      advice: 'Sign in with the address that was invited, or ask for an invitation to yours.',
    },
  },
  settings: {
    appRegistration: setting(
      'FLORIN_APP_REGISTRATION',
      yesOrNo,
      '0',
      '`1` lets programs [register themselves](oauth.md#an-app-that-registers-itself-rfc-7591) at `/oauth/register`, with a key that has `apps:write`.',
    ),
  },
  scopes: [
    'keys:read',
    'keys:write',
    'organization:read',
    'organization:write',
    'sandboxes:read',
    'sandboxes:write',
    'apps:read',
    'apps:write',
  ],
  tags: {
    Keys: 'The keys of your account: what each may do, and for how long.',
    Apps: 'OAuth clients: programs that act for your account, or for those who let them.',
    Organization: 'Who belongs to your organization, and what each may do.',
    Sandboxes: 'Sandboxes of your own: for each developer, and for each run of your tests.',
  },
  ids: ['acct', 'app', 'inv', 'key', 'mem', 'org', 'per', 'ses'],
  sealed: [sealedTotp],
  sweeps,
  load: () => import('./pages/open.ts'),
} as const satisfies Module;
