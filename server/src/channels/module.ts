import type { Module } from '../module.ts';
import { proveChannels } from './proof.ts';
import { settings } from './settings.ts';
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
  problems: {
    notification_refused: {
      status: 401,
      title: 'The notification was not signed by this channel',
      advice:
        'Sign the bytes of the body with the channel’s secret. The channels page of the documents says how.',
    },
  },
  settings,
  sweeps: [sweepNotifications, sweepCharges],
  prove: proveChannels,
} as const satisfies Module;
