import { stateMember } from '../kernel/problem.ts';
import type { Module } from '../module.ts';
import { proveSessions } from './proof.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    checkout: typeof checkout;
  }
}

export const checkout = {
  name: 'checkout',
  schema: 'cell',
  tables: {
    checkout_session: 'mutable',
    checkout_payment: 'insert-only',
  },
  problems: {
    session_not_open: {
      status: 409,
      title: 'The checkout session is no longer open',
      advice: 'Fetch the session: it is complete or expired. To ask the payer again, create a new session.',
      members: { state: stateMember },
    },
  },
  scopes: ['checkout_sessions:read', 'checkout_sessions:write'],
  tags: { Checkout: 'Payment pages that Florin hosts for you.' },
  ids: ['cs'],
  prove: proveSessions,
} as const satisfies Module;
