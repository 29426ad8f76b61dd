import type { Module } from '../module.ts';
import { sweepKeys } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    http: typeof http;
  }
}

export const http = {
  name: 'http',
  schema: 'cell',
  tables: {
    idempotency: 'mutable',
  },
  ids: ['req'],
  sweeps: [sweepKeys],
} as const satisfies Module;
