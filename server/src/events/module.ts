import type { Module } from '../module.ts';

export const events = {
  name: 'events',
  schema: 'cell',
  tables: {
    event: 'insert-only',
    webhook_endpoint: 'mutable',
    webhook_retry: 'mutable',
    webhook_delivery: 'mutable',
  },
} as const satisfies Module;
