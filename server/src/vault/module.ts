import type { Module } from '../module.ts';

export const vault = {
  name: 'vault',
  schema: 'home',
  tables: {
    root_key: 'insert-only',
  },
} as const satisfies Module;
