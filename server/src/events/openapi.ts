import { Type } from 'typebox';
import { eventText, Integer, ListOf, Named, Nullable, OneOf, type Operation, Time } from '../http/index.ts';
import type { EventObjects } from './event-types.ts';

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** An event. Its `type` decides the schema of its `data`. */
function eventSchema(objects: EventObjects) {
  const about = Object.values(objects);
  return Type.Unsafe({
    $id: 'Event',
    oneOf: about.map(({ schema, types }) =>
      Type.Object(
        {
          id: Type.String(),
          object: Type.Literal('event'),
          type: OneOf(types, { $id: `${schema}EventType` }),
          timestamp: Time,
          seq: Integer({
            minimum: 1,
            description: 'The number of the event in the account. Numbers go up by one, without gaps.',
          }),
          command: Type.String({ description: 'The id of the command that caused the event.' }),
          actor: Nullable(
            Type.String({
              description:
                'The id of whoever asked for it: a key, a person, an app, or the checkout session of the payer. Null if time or a ' +
                'bank caused it.',
            }),
          ),
          previous_hash: Hash,
          hash: Type.String({
            pattern: '^[0-9a-f]{64}$',
            description: 'SHA-256 over the previous hash and everything in this event.',
          }),
          data: Named(schema),
        },
        {
          $id: `${schema}Event`,
          description: '`data` is the object as it was at the time of the event.',
        },
      ),
    ),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(
        about.flatMap(({ schema, types }) =>
          types.map((type) => [type, `#/components/schemas/${schema}Event`]),
        ),
      ),
    },
  });
}

/** The last event of the account's chain. */
export const EventHeadSchema = Type.Object(
  {
    object: Type.Literal('event_head'),
    account: Type.String(),
    seq: Integer({ minimum: 0, description: 'The number of the last event, or 0 if there is none.' }),
    event: Type.Union([Type.String(), Type.Null()], {
      description: 'The id of the last event, or null if there is none.',
    }),
    hash: Hash,
    head: Type.String({ description: 'Account, `seq` and `hash` as one text, for `florin verify --since`.' }),
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
  actor: null,
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

/** The text about events in the API reference. */
export function eventOperations(objects: EventObjects) {
  const EventSchema = eventSchema(objects);
  return {
    list: {
      operationId: 'listEvents',
      tag: 'Events',
      summary: 'List events',
      description: 'Lists the events of the account, the newest first.',
      answers: {
        200: {
          description: 'A page of events.',
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
      description: 'Returns an event, with the object as it was at that time.',
      parameters: { id: event.id },
      answers: { 200: { description: 'The event.', example: event, schema: EventSchema } },
    },
    head: {
      operationId: 'retrieveEventHead',
      tag: 'Events',
      summary: 'Retrieve the head of the event chain',
      description:
        'Returns the last event of the chain. The hash of each event covers its content and the previous hash. So if you keep ' +
        "yesterday's head, you can prove that no event up to it has been changed since.",
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
        'Sends each event as it happens, as a server-sent event. When you connect again, send `Last-Event-ID` (browsers do this ' +
        'by themselves), and you miss none.',
      answers: {
        200: {
          description: 'A stream that stays open.',
          mediaType: 'text/event-stream',
          example: eventText({
            retry: 1000,
            id: event.id,
            type: event.type,
            data: `{"id":"${event.id}", …}`,
          }),
          schema: Type.String(),
        },
      },
      problems: ['event_type_unknown'],
    },
  } as const satisfies Record<string, Operation>;
}
