import type { Module } from '../module.ts';
import { proveAudit } from './proof.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    audit: typeof audit;
  }
}

export const audit = {
  name: 'audit',
  schema: 'home',
  tables: { audit_entry: 'insert-only', audit_head: 'mutable' },
  scopes: ['audit:read'],
  tags: { Audit: 'Who did what in your organization.' },
  ids: ['aud'],
  proveAll: proveAudit,
  load: () => import('./open.ts'),
} as const satisfies Module;
