import type { Module } from '../module.ts';
import { sweepRounds } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    database: typeof database;
  }
}

export const database = {
  name: 'database',
  schema: 'cell',
  tables: {
    account_head: 'mutable',
    clock_move: 'insert-only',
    round: 'mutable',
  },
  ids: ['cmd', 'lane', 'proc'],
  sweeps: [sweepRounds],
} as const satisfies Module;
