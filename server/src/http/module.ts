import type { Module } from '../module.ts';

export const http = {
  name: 'http',
  schema: 'cell',
  tables: {
    idempotency: 'mutable',
  },
} as const satisfies Module;
