import type { Module } from '../module.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    payments: typeof payments;
  }
}

declare module '../http/authentication.ts' {
  interface Scopes {
    'payments:read': true;
    'payments:write': true;
    'refunds:read': true;
    'refunds:write': true;
    'reversals:read': true;
    'balances:read': true;
    'sandbox:read': true;
    'sandbox:write': true;
  }
}

export const payments = {
  name: 'payments',
  schema: 'cell',
  tables: {
    payment: 'mutable',
    refund: 'mutable',
    reversal: 'insert-only',
    attempt: 'insert-only',
    attempt_claim: 'insert-only',
    outcome: 'insert-only',
    due: 'mutable',
    recovery_watermark: 'mutable',
  },
  // Loaded when it is asked for: it needs nearly all of the server, which the supervisor has no need of.
  prove: async (...asked) => (await import('./proof.ts')).provePayments(...asked),
  proveAll: async (snapshot) => (await import('./proof-records.ts')).proveRecovery(snapshot),
} as const satisfies Module;
