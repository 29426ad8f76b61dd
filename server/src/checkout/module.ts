import type { Module } from '../module.ts';
import { proveSessions } from './proof.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    checkout: typeof checkout;
  }
}

declare module '../http/authentication.ts' {
  interface Scopes {
    'checkout_sessions:read': true;
    'checkout_sessions:write': true;
    'tokens:write': true;
  }
}

export const checkout = {
  name: 'checkout',
  schema: 'cell',
  tables: {
    checkout_session: 'mutable',
    checkout_payment: 'insert-only',
  },
  ids: ['cs'],
  prove: proveSessions,
} as const satisfies Module;
