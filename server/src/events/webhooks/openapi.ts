import { Type } from 'typebox';
import { Integer, ListOf, Metadata, Nullable, OneOf, type Operation, Time } from '../../http/index.ts';

export const EndpointStatus = OneOf(['enabled', 'disabled'], { $id: 'WebhookEndpointStatus' });
export const DeliveryStatus = OneOf(['succeeded', 'failed'], { $id: 'WebhookDeliveryStatus' });

const EncryptionKeySchema = Type.Object(
  {
    kty: OneOf(['RSA', 'EC']),
    kid: Type.String({ description: 'As you gave it, otherwise the thumbprint of the key (RFC 7638).' }),
    use: Type.Literal('enc'),
    alg: OneOf(['RSA-OAEP-256', 'ECDH-ES']),
    n: Type.Optional(Type.String()),
    e: Type.Optional(Type.String()),
    crv: Type.Optional(Type.String()),
    x: Type.Optional(Type.String()),
    y: Type.Optional(Type.String()),
  },
  { $id: 'WebhookEncryptionKey', description: 'The public key to which deliveries are encrypted.' },
);

const EndpointSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('webhook_endpoint'),
    url: Type.String(),
    events: Type.Array(Type.String()),
    status: EndpointStatus,
    description: Nullable(Type.String()),
    metadata: Metadata,
    http_signatures: Type.Boolean(),
    encryption_key: Nullable(EncryptionKeySchema),
    failing_since: Nullable(Time),
    created_at: Time,
    secret: Type.Optional(
      Type.String({ description: 'Shown only in the answer that creates or rotates it.' }),
    ),
    secret_already_shown: Type.Optional(
      Type.Boolean({
        description: 'True in the answer to a repeated request, which does not show the secret again.',
      }),
    ),
  },
  { $id: 'WebhookEndpoint' },
);

const DeliverySchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('webhook_delivery'),
    endpoint: Type.String(),
    event: Type.String(),
    type: Type.String(),
    status: DeliveryStatus,
    attempt: Integer({ minimum: 1 }),
    http_status: Nullable(Integer()),
    error: Nullable(Type.String()),
    answer: Nullable(Type.String({ description: 'The first 4 KiB of your server’s answer.' })),
    duration_ms: Integer(),
    attempted_at: Time,
    next_attempt_at: Nullable(Time),
  },
  { $id: 'WebhookDelivery' },
);

const ReplaySchema = Type.Object(
  {
    object: Type.Literal('webhook_replay'),
    endpoint: Type.String(),
    first_event: Nullable(Type.String()),
    requested_at: Time,
  },
  { $id: 'WebhookReplay' },
);

const endpoint = {
  id: 'we_01kb0zy1w4e7m2q9a6f8h3k5tb',
  object: 'webhook_endpoint',
  url: 'https://shop.example/webhooks',
  events: ['payment.succeeded', 'refund.succeeded'],
  status: 'enabled',
  description: null,
  metadata: {},
  http_signatures: false,
  encryption_key: null,
  failing_since: null,
  created_at: '2026-11-24T09:30:00.000Z',
};

const withSecret = { ...endpoint, secret: 'whsec_7mJ3d0mXk2v8cF1nQ9pT4sW6yB5uHrLz' };

const delivery = {
  id: 'whd_01kb0zz5r6e1c4v8n3m7s9t2wx',
  object: 'webhook_delivery',
  endpoint: endpoint.id,
  event: 'evt_0000001he28awb2n6f4s9t3r5q',
  type: 'payment.succeeded',
  status: 'succeeded',
  attempt: 1,
  http_status: 200,
  error: null,
  answer: 'ok',
  duration_ms: 41,
  attempted_at: '2026-11-24T09:30:01.000Z',
  next_attempt_at: null,
};

const parameters = { id: endpoint.id };

/** The text about webhooks in the API reference. */
export const operations = {
  create: {
    operationId: 'createWebhookEndpoint',
    tag: 'Webhooks',
    summary: 'Create a webhook endpoint',
    description:
      'From now on, Florin sends events of these types to the URL. Keep the `secret`, because it is shown only once.',
    body: { url: endpoint.url, events: endpoint.events },
    answers: {
      200: { description: 'The endpoint, with its secret.', example: withSecret, schema: EndpointSchema },
    },
    problems: [
      'webhook_url_refused',
      'event_type_unknown',
      'encryption_key_invalid',
      'webhook_endpoint_limit',
    ],
  },
  list: {
    operationId: 'listWebhookEndpoints',
    tag: 'Webhooks',
    summary: 'List webhook endpoints',
    description: 'Lists all webhook endpoints of the account. There can be at most fifty.',
    answers: {
      200: {
        description: 'The endpoints.',
        example: { object: 'list', data: [endpoint], has_more: false },
        schema: ListOf(EndpointSchema),
      },
    },
  },
  retrieve: {
    operationId: 'retrieveWebhookEndpoint',
    tag: 'Webhooks',
    summary: 'Retrieve a webhook endpoint',
    description: 'Returns the endpoint, without its secret.',
    parameters,
    answers: { 200: { description: 'The endpoint.', example: endpoint, schema: EndpointSchema } },
  },
  update: {
    operationId: 'updateWebhookEndpoint',
    tag: 'Webhooks',
    summary: 'Change a webhook endpoint',
    description:
      'Changes the fields that you send. To enable a disabled endpoint again, send `status: enabled`.',
    parameters,
    body: { status: 'disabled' },
    answers: {
      200: {
        description: 'The changed endpoint.',
        example: { ...endpoint, status: 'disabled' },
        schema: EndpointSchema,
      },
    },
    problems: ['webhook_url_refused', 'event_type_unknown', 'encryption_key_invalid'],
  },
  remove: {
    operationId: 'deleteWebhookEndpoint',
    tag: 'Webhooks',
    summary: 'Delete a webhook endpoint',
    description: 'Deletes the endpoint. Florin sends nothing more to it.',
    parameters,
    answers: { 204: { description: 'The endpoint was deleted.' } },
  },
  rotateSecret: {
    operationId: 'rotateWebhookSecret',
    tag: 'Webhooks',
    summary: 'Rotate the secret of a webhook endpoint',
    description: 'Creates a new secret. For a day, deliveries are also signed with the old one.',
    parameters,
    body: {},
    answers: {
      200: { description: 'The endpoint, with its new secret.', example: withSecret, schema: EndpointSchema },
    },
  },
  deliveries: {
    operationId: 'listWebhookDeliveries',
    tag: 'Webhooks',
    summary: 'List deliveries',
    description:
      'Lists every attempt to deliver an event to the endpoint, with its answer, the newest first.',
    parameters,
    answers: {
      200: {
        description: 'A page of deliveries.',
        example: { object: 'list', data: [delivery], has_more: false },
        schema: ListOf(DeliverySchema),
      },
    },
  },
  replay: {
    operationId: 'replayWebhookEvents',
    tag: 'Webhooks',
    summary: 'Deliver events again',
    description: 'Delivers one `event` again, or all events `since` an event or a time.',
    parameters,
    body: { since: '2026-11-24T09:30:00Z' },
    answers: {
      202: {
        description: 'The events will be delivered.',
        example: {
          object: 'webhook_replay',
          endpoint: endpoint.id,
          first_event: delivery.event,
          requested_at: '2026-11-24T10:00:00.000Z',
        },
        schema: ReplaySchema,
      },
    },
  },
} as const satisfies Record<string, Operation>;
