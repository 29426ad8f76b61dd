import { Type } from 'typebox';
import { ListOf, type Operation } from '../http/index.ts';
import { eventTypes } from './log.ts';

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

const EventSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('event'),
    type: Type.Enum([...eventTypes]),
    timestamp: Type.String({ format: 'date-time' }),
    seq: Type.Integer({ minimum: 1, description: 'Its number in the account: without a gap, in order.' }),
    command: Type.String({ description: 'The command that made it.' }),
    previous_hash: Hash,
    hash: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 over the hash before it and all that is told here.',
    }),
    data: Type.Object(
      { id: Type.String(), object: Type.String() },
      { additionalProperties: true, description: 'The object as it stood.' },
    ),
  },
  { $id: 'Event' },
);

/** How far the account's chain of events goes. */
export const EventHeadSchema = Type.Object(
  {
    object: Type.Literal('event_head'),
    account: Type.String(),
    seq: Type.Integer({ minimum: 0, description: 'The number of the last event; 0 for none.' }),
    event: Type.Union([Type.String(), Type.Null()], { description: 'The id of the last event.' }),
    hash: Hash,
    head: Type.String({ description: 'The same as one text, for `florin verify --since`.' }),
  },
  { $id: 'EventHead' },
);

const event = {
  id: 'evt_0000001he28awb2n6f4s9t3r5q',
  object: 'event',
  type: 'payment.succeeded',
  timestamp: '2026-11-24T09:30:00.000Z',
  seq: 1585,
  command: 'cmd_01kb0zv9q3e8k8n2m4x6t7w5yb',
  previous_hash: '6f1ed002ab5595859014ebf0951522d9a1c24e5d06c2b7f6f3d6a6f7c0e7d0b4',
  hash: '9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0',
  data: {
    id: 'pay_01kb0zv9q3e8k8n2m4x6t7w5ya',
    object: 'payment',
    status: 'succeeded',
    order_id: '123456',
    amount: 100,
    currency: 'USD',
  },
};

/** What the API reference says of events. */
export const operations = {
  list: {
    operationId: 'listEvents',
    tag: 'Events',
    summary: 'List events',
    description: 'What happened in the account, the newest first.',
    answers: {
      200: {
        description: 'A page.',
        example: { object: 'list', data: [event], has_more: false },
        schema: ListOf(EventSchema),
      },
    },
    problems: ['event_type_unknown'],
  },
  retrieve: {
    operationId: 'retrieveEvent',
    tag: 'Events',
    summary: 'Retrieve an event',
    description: 'One event, with the object as it stood then.',
    parameters: { id: event.id },
    answers: { 200: { description: 'The event.', example: event, schema: EventSchema } },
  },
  head: {
    operationId: 'retrieveEventHead',
    tag: 'Events',
    summary: 'Retrieve the head of the event chain',
    description:
      'How far the chain of events goes. Each event has a hash over all that it tells and the hash before it: who keeps ' +
      "yesterday's head can prove that nothing before it was changed.",
    answers: {
      200: {
        description: 'The head.',
        example: {
          object: 'event_head',
          account: 'acct_01kb0zv9q3e8k8n2m4x6t7w5yc',
          seq: event.seq,
          event: event.id,
          hash: event.hash,
          head: `acct_01kb0zv9q3e8k8n2m4x6t7w5yc:${event.seq}:${event.hash}`,
        },
      },
    },
  },
  stream: {
    operationId: 'streamEvents',
    tag: 'Events',
    summary: 'Follow events live',
    description:
      'Server-sent events, as they happen. After a break send `Last-Event-ID`, as browsers do by themselves, and ' +
      'none is missed.',
    answers: {
      200: {
        description: 'A stream that stays open.',
        mediaType: 'text/event-stream',
        example: `id: ${event.id}\nevent: ${event.type}\ndata: {"id":"${event.id}", …}\n\n`,
        schema: Type.String(),
      },
    },
    problems: ['event_type_unknown'],
  },
} as const satisfies Record<string, Operation>;
