import { Type } from 'typebox';
import { ListOf, type Operation } from '../http/index.ts';
import { eventTypes } from './log.ts';

const EventSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('event'),
    type: Type.Enum([...eventTypes]),
    timestamp: Type.String({ format: 'date-time' }),
    data: Type.Object(
      { id: Type.String(), object: Type.String() },
      { additionalProperties: true, description: 'The object as it stood.' },
    ),
  },
  { $id: 'Event' },
);

const event = {
  id: 'evt_0000001he28awb2n6f4s9t3r5q',
  object: 'event',
  type: 'payment.succeeded',
  timestamp: '2026-11-24T09:30:00.000Z',
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
