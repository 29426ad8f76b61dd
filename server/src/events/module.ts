import { setting, yesOrNo } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { proveDeliveries } from './proof.ts';
import { sealedSecrets } from './webhooks/sealed.ts';
import { sweepDeliveries } from './webhooks/sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    events: typeof events;
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
  problems: {
    event_type_unknown: {
      status: 400,
      title: 'This event type does not exist',
      advice: 'Send types from the list of events in the documents, or ["*"] for all of them.',
    },
    webhook_url_refused: {
      status: 400,
      title: 'Webhooks may not be sent to this address',
      advice:
        'Send an https URL whose host can be reached from the internet, without a user name or password.',
      field: { name: 'url', only: 'format' },
    },
    encryption_key_invalid: {
      status: 400,
      title: 'Deliveries cannot be encrypted to this key',
      advice: 'Send a public key as a JWK: RSA of 2048 bits at least, or EC on P-256.',
      field: { name: 'encryption_key', only: 'format' },
    },
    webhook_endpoint_limit: {
      status: 409,
      title: 'The account has reached its limit of webhook endpoints',
      advice: 'Delete an endpoint that is no longer used.',
    },
  },
  scopes: ['events:read', 'webhook_endpoints:read', 'webhook_endpoints:write'],
  tags: {
    Events: 'What happened in your account, as a list and as a live stream.',
    Webhooks: 'Events sent to your server.',
  },
  settings: {
    webhookPrivate: setting(
      'FLORIN_WEBHOOK_PRIVATE',
      yesOrNo,
      '0',
      '`1` allows webhooks to private and loopback addresses, and to `http:`. Leave it at `0` if strangers have accounts, because they could reach into your network. The demo shop beside the platform gets its webhooks in any case.',
      '`1` if `npm start` listens on loopback only, otherwise `0`',
    ),
  },
  ids: ['evt', 'we', 'whd'],
  eventTypes: {
    webhook_endpoint: { id: 'we', schema: 'WebhookEndpoint', types: ['webhook_endpoint.disabled'] },
  },
  sealed: sealedSecrets,
  sweeps: [sweepDeliveries],
  prove: proveDeliveries,
} as const satisfies Module;
