import type { Module } from '../module.ts';
import { sealed } from './sealed.ts';
import { sweeps } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    oauth: typeof oauth;
  }
}

export const oauth = {
  name: 'oauth',
  schema: 'home',
  tables: {
    oauth_state: 'mutable',
    oauth_grant: 'mutable',
    oauth_signing_key: 'mutable',
    oauth_revision: 'mutable',
    oauth_revocation: 'mutable',
    oauth_proof: 'mutable',
  },
  ids: ['grt'],
  sealed,
  sweeps,
  load: () => import('./open.ts'),
} as const satisfies Module;
