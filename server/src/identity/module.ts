import type { Module } from '../module.ts';
import { peopleSweeps } from './sweeps.ts';

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
    passkey: 'mutable',
    passkey_challenge: 'mutable',
  },
  ids: ['acct', 'app', 'key', 'org', 'per', 'ses'],
  sweeps: peopleSweeps,
  load: () => import('./pages/open.ts'),
} as const satisfies Module;
