import type { Module } from '../module.ts';
import { sweeps } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    mcp: typeof mcp;
  }
}

export const mcp = {
  name: 'mcp',
  schema: 'home',
  tables: { agent_answer: 'mutable' },
  sweeps,
  load: () => import('./open.ts'),
} as const satisfies Module;
