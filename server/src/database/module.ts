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
  problems: {
    overloaded: {
      status: 503,
      title: 'The service is overloaded; nothing was written',
      advice: 'Try again after Retry-After seconds, with the same Idempotency-Key.',
    },
    database_unavailable: {
      status: 503,
      title: 'The database does not answer; nothing was written',
      advice: 'Try again after Retry-After seconds, with the same Idempotency-Key.',
    },
    outcome_unknown: {
      status: 503,
      title: 'The result is not known yet',
      advice: 'Try again with the same Idempotency-Key, or look up the order_id.',
    },
  },
  ids: ['cmd', 'lane', 'proc'],
  sweeps: [sweepRounds],
} as const satisfies Module;
