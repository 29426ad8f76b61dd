import type { Module } from '../module.ts';

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
  },
  ids: ['acct', 'app', 'key', 'org', 'per'],
} as const satisfies Module;
