import type { FastifyReply } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Type } from 'typebox';
import {
  type App,
  type Credentials,
  checkDirection,
  IdParams,
  limitOf,
  mayGoOn,
  PageQuery,
  principalOf,
} from '../http/index.ts';
import { type AccountId, parseId, uuidOf } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { headText } from './chain.ts';
import { checkEventType, markOf, seqParameter } from './event-ids.ts';
import type { EventObjects } from './event-types.ts';
import type { EventFeed } from './feed.ts';
import { eventId, eventSeq } from './log.ts';
import { EventHeadSchema, eventOperations } from './openapi.ts';
import { eventJson, findEvent, headOf, lastSeq, listEvents } from './reading.ts';
import { EventStream, type StreamTimes } from './stream.ts';

export interface EventRoutesOptions {
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  readonly feed: EventFeed;
  readonly log: Logger;
  readonly credentials: Credentials;
  /** What events are about. */
  readonly objects: EventObjects;
  readonly streams?: StreamTimes;
}

const STREAM_TIMES: StreamTimes = { heartbeatMs: 15_000, stalledMs: 15_000 };
/** How many streams an account may have open in one process. */
const STREAMS_MAX = 100;

/** The routes of the event log: the list, one event, the head of the chain, and the stream. */
export function eventRoutes(app: App, options: EventRoutesOptions): void {
  const { pool, keys, feed, log, credentials, objects, streams: times = STREAM_TIMES } = options;
  const operations = eventOperations(objects);
  const streams = new Map<AccountId, Set<EventStream>>();

  app.get(
    '/v1/events',
    {
      config: { scope: 'events:read', operation: operations.list },
      schema: {
        querystring: Type.Object(
          {
            ...PageQuery,
            type: Type.Optional(Type.String()),
            object: Type.Optional(
              Type.String({ description: 'The id of the object that the events are about.' }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const { account } = principalOf(request);
      const { query } = request;
      const mark = markOf(keys, account);
      checkDirection(query);
      if (query.type !== undefined) checkEventType(objects, 'type', query.type);
      const { events, more } = await listEvents(pool, account, {
        limit: limitOf(query),
        after: seqParameter(mark, 'after', query.after),
        before: seqParameter(mark, 'before', query.before),
        type: query.type ?? null,
        object: objectParameter(query.object),
      });
      const data = events.map((event) => eventJson(mark, event)).join(',');
      return sendJson(reply, `{"object":"list","data":[${data}],"has_more":${more}}`);
    },
  );

  app.get(
    '/v1/events/:id',
    {
      config: { scope: 'events:read', operation: operations.retrieve },
      schema: { params: IdParams },
    },
    async (request, reply) => {
      const { account } = principalOf(request);
      const mark = markOf(keys, account);
      const seq = eventSeq(mark, request.params.id);
      const event = seq === null ? null : await findEvent(pool, account, seq);
      if (event === null) throw new Problem('not_found');
      return sendJson(reply, eventJson(mark, event));
    },
  );

  app.get(
    '/v1/events/head',
    {
      config: { scope: 'events:read', operation: operations.head },
      schema: { response: { 200: EventHeadSchema } },
    },
    async (request) => {
      const { account } = principalOf(request);
      const head = await headOf(pool, account);
      return {
        object: 'event_head' as const,
        account,
        seq: Number(head.seq),
        event: head.seq === 0n ? null : eventId(markOf(keys, account), head.seq),
        hash: head.hash,
        head: headText(head),
      };
    },
  );

  app.get(
    '/v1/events/stream',
    {
      exposeHeadRoute: false,
      config: { scope: 'events:read', operation: operations.stream },
      schema: {
        querystring: Type.Object(
          { types: Type.Optional(Type.String({ description: 'Event types, separated by commas.' })) },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const { account } = principalOf(request);
      const mark = markOf(keys, account);
      const types = request.query.types?.split(',') ?? null;
      for (const type of types ?? []) checkEventType(objects, 'types', type);
      const lastEventId = request.headers['last-event-id'];
      const after =
        seqParameter(mark, 'Last-Event-ID', lastEventId?.toString()) ?? (await lastSeq(pool, account));
      const own = streams.get(account) ?? new Set();
      if (own.size >= STREAMS_MAX) {
        throw new Problem('rate_limited', `The account has ${STREAMS_MAX} streams open.`, { retryAfter: 5 });
      }
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        // A connection kept alive after the stream's end would delay the shutdown of the server.
        connection: 'close',
        'request-id': request.id,
      });
      const stream = new EventStream({
        ...times,
        pool,
        feed,
        log,
        response: reply.raw,
        account,
        mark,
        after,
        types,
        stands: () => mayGoOn(request, 'events:read', credentials),
      });
      streams.set(account, own.add(stream));
      await stream.run();
      own.delete(stream);
      if (own.size === 0) streams.delete(account);
    },
  );

  // Streams must be closed before the server waits for its connections to end, because they would stay open forever.
  app.addHook('preClose', async () => {
    for (const own of streams.values()) for (const stream of own) stream.close();
  });
}

const OBJECTS = ['pay', 'ref', 'rev', 'we'] as const;

/** Returns the uuid of the object that a parameter names. Throws `invalid_request`. */
function objectParameter(text: string | undefined): string | null {
  if (text === undefined) return null;
  const id = OBJECTS.map((prefix) => parseId(prefix, text)).find((parsed) => parsed !== null);
  if (id === undefined || id === null)
    throw new Problem(
      'invalid_request',
      'object is not the id of a payment, a refund, a reversal or a webhook endpoint.',
      {
        field: 'object',
      },
    );
  return uuidOf(id);
}

function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(json);
}
