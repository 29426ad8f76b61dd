import type { Module } from '../module.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    mcp: typeof mcp;
  }
}

export const mcp = {
  name: 'mcp',
  load: () => import('./open.ts'),
} as const satisfies Module;
