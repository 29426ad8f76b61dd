import type { Module } from '../module.ts';
import { proveAllBooks, proveBalances } from './proof.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    ledger: typeof ledger;
  }
}

export const ledger = {
  name: 'ledger',
  schema: 'cell',
  tables: {
    book: 'read-only',
    transfer: 'insert-only',
    balance: 'mutable',
  },
  prove: proveBalances,
  proveAll: proveAllBooks,
} as const satisfies Module;
