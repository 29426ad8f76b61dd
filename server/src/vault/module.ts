import type { Module } from '../module.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    vault: typeof vault;
  }
}

export const vault = {
  name: 'vault',
  schema: 'home',
  tables: {
    root_key: 'insert-only',
  },
} as const satisfies Module;
