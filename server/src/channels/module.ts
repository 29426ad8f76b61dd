import type { Module } from '../module.ts';

export const channels = {
  name: 'channels',
  schema: 'cell',
  tables: {
    channel_inbox: 'insert-only',
    channel_inbox_open: 'mutable',
    sandbox_charge: 'mutable',
  },
} as const satisfies Module;
