import type { Module } from '../module.ts';

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
} as const satisfies Module;
