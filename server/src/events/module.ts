import type { Module } from '../module.ts';
import { proveDeliveries } from './proof.ts';
import { sweepDeliveries } from './webhooks/sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    events: typeof events;
  }
}

declare module '../http/authentication.ts' {
  interface Scopes {
    'events:read': true;
    'webhook_endpoints:read': true;
    'webhook_endpoints:write': true;
  }
}

export const events = {
  name: 'events',
  schema: 'cell',
  tables: {
    event: 'insert-only',
    webhook_endpoint: 'mutable',
    webhook_retry: 'mutable',
    webhook_delivery: 'mutable',
  },
  ids: ['evt', 'we', 'whd'],
  eventTypes: {
    webhook_endpoint: { id: 'we', schema: 'WebhookEndpoint', types: ['webhook_endpoint.disabled'] },
  },
  sweeps: [sweepDeliveries],
  prove: proveDeliveries,
} as const satisfies Module;
