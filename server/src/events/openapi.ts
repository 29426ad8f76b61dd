import { Type } from 'typebox';
import { eventText, Integer, ListOf, Named, OneOf, type Operation, Time } from '../http/index.ts';
import { type EventType, eventTypes } from './log.ts';

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

type Subject = EventType extends `${infer Name}.${string}` ? Name : never;

/** Of what object events tell, by the first word of their type; its schema is the business of its module. */
const objects: Readonly<Record<Subject, string>> = {
  payment: 'Payment',
  refund: 'Refund',
  reversal: 'Reversal',
  webhook_endpoint: 'WebhookEndpoint',
};

const subjects = Object.keys(objects) as Subject[];
const typesAbout = (subject: Subject) => eventTypes.filter((type) => type.startsWith(`${subject}.`));

/** An event: by its type it is known what its data are. */
const EventSchema = Type.Unsafe({
  $id: 'Event',
  oneOf: subjects.map((subject) =>
    Type.Object(
      {
        id: Type.String(),
        object: Type.Literal('event'),
        type: OneOf(typesAbout(subject), { $id: `${objects[subject]}EventType` }),
        timestamp: Time,
        seq: Integer({ minimum: 1, description: 'Its number in the account: without a gap, in order.' }),
        command: Type.String({ description: 'The command that made it.' }),
        previous_hash: Hash,
        hash: Type.String({
          pattern: '^[0-9a-f]{64}$',
          description: 'SHA-256 over the hash before it and all that is told here.',
        }),
        data: Named(objects[subject]),
      },
      { $id: `${objects[subject]}Event`, description: 'Its data are the object as it stood.' },
    ),
  ),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      subjects.flatMap((subject) =>
        typesAbout(subject).map((type) => [type, `#/components/schemas/${objects[subject]}Event`]),
      ),
    ),
  },
});

/** How far the account's chain of events goes. */
export const EventHeadSchema = Type.Object(
  {
    object: Type.Literal('event_head'),
    account: Type.String(),
    seq: Integer({ minimum: 0, description: 'The number of the last event; 0 for none.' }),
    event: Type.Union([Type.String(), Type.Null()], { description: 'The id of the last event.' }),
    hash: Hash,
    head: Type.String({ description: 'The same as one text, for `florin verify --since`.' }),
  },
  { $id: 'EventHead' },
);

const event = {
  id: 'evt_0000001he28awb2n6f4s9t3r5q',
  object: 'event',
  type: 'reversal.created',
  timestamp: '2026-11-24T11:00:00.000Z',
  seq: 1585,
  command: 'cmd_01kb13a8w2f4t6r9c1v5b7n3ye',
  previous_hash: '6f1ed002ab5595859014ebf0951522d9a1c24e5d06c2b7f6f3d6a6f7c0e7d0b4',
  hash: '9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0',
  data: {
    id: 'rev_01kb13a8w2f4t6r9c1v5b7n3yd',
    object: 'reversal',
    payment: 'pay_01kb0zv9q3e8k8n2m4x6t7w5ya',
    amount: 1000,
    currency: 'USD',
    created_at: '2026-11-24T11:00:00.000Z',
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
        example: eventText({ retry: 1000, id: event.id, type: event.type, data: `{"id":"${event.id}", …}` }),
        schema: Type.String(),
      },
    },
    problems: ['event_type_unknown'],
  },
} as const satisfies Record<string, Operation>;
