import type { Module } from '../module.ts';

export const database = {
  name: 'database',
  schema: 'cell',
  tables: {
    account_head: 'mutable',
    round: 'mutable',
  },
} as const satisfies Module;
