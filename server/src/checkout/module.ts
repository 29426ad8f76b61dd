import type { Module } from '../module.ts';

export const checkout = {
  name: 'checkout',
  schema: 'cell',
  tables: {
    checkout_session: 'mutable',
    checkout_payment: 'insert-only',
  },
} as const satisfies Module;
