import type { Module } from '../module.ts';
import { proveChannels } from './proof.ts';
import { sweepCharges, sweepNotifications } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    channels: typeof channels;
  }
}

export const channels = {
  name: 'channels',
  schema: 'cell',
  tables: {
    channel_inbox: 'insert-only',
    channel_inbox_open: 'mutable',
    sandbox_charge: 'mutable',
  },
  sweeps: [sweepNotifications, sweepCharges],
  prove: proveChannels,
} as const satisfies Module;
