import type { Module } from '../module.ts';

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
} as const satisfies Module;
