import type { Module } from '../module.ts';

export const database = {
  name: 'database',
  schema: 'cell',
  tables: {
    account_head: 'mutable',
    clock_move: 'insert-only',
    round: 'mutable',
  },
} as const satisfies Module;
