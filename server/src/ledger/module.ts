import type { Module } from '../module.ts';

export const ledger = {
  name: 'ledger',
  schema: 'cell',
  tables: {
    book: 'read-only',
    transfer: 'insert-only',
    balance: 'mutable',
  },
} as const satisfies Module;
