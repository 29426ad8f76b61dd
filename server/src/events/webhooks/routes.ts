import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  type App,
  checkDirection,
  EmptyBody,
  type IdempotentOptions,
  IdParams,
  idParameter,
  limitOf,
  Metadata,
  moment,
  Nullable,
  PageQuery,
  principalOf,
  runIdempotently,
  WebAddressField,
} from '../../http/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { type EndpointId, parseId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { parseWebAddress, type WebAddress } from '../../kernel/web-address.ts';
import { checkEventType, markOf, seqParameter } from '../event-ids.ts';
import type { EventObjects } from '../event-types.ts';
import { eventId } from '../log.ts';
import { findEvent, firstSince } from '../reading.ts';
import { faultOfUrl } from './address.ts';
import { listDeliveries } from './delivery.ts';
import { encryptionKeyOf } from './encryption.ts';
import { endpointView } from './endpoint.ts';
import { DeliveryStatus, EndpointStatus, operations } from './openapi.ts';
import {
  createWebhookEndpoint,
  deleteEndpoint,
  type EndpointChange,
  findEndpoint,
  listEndpoints,
  replayEvent,
  replaySince,
  rotateSecret,
  updateEndpoint,
} from './store.ts';

export interface WebhookRoutesOptions extends IdempotentOptions {
  readonly allowPrivate: boolean;
  /** What events are about. */
  readonly objects: EventObjects;
  /** Called after an endpoint was created or changed. */
  readonly changed: () => void;
}

const Url = WebAddressField('https. Redirects are not followed.');
const Events = Type.Array(Type.String({ maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  description: 'Event types, or ["*"] for all.',
});
const Description = Type.String({ maxLength: 500 });
const HttpSignatures = Type.Boolean({
  description: 'Whether Florin’s own key signs deliveries too, by RFC 9421.',
});
const EncryptionKeyField = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  maxProperties: 30,
  description: 'A public key as a JWK (RFC 7517), RSA or EC on P-256: deliveries are encrypted to it.',
});
const closed = { additionalProperties: false };

/** The routes for webhook endpoints, their secrets, their deliveries, and replays. */
export function webhookRoutes(app: App, options: WebhookRoutesOptions): void {
  const { pool, keys, clock, allowPrivate, objects, changed } = options;
  const reads = { scope: 'webhook_endpoints:read' } as const;
  const writes = { scope: 'webhook_endpoints:write', idempotency: 'key' } as const;

  app.post(
    '/v1/webhook_endpoints',
    {
      config: {
        ...writes,
        act: { name: 'webhook_endpoint.create', kept: 'before it' },
        operation: operations.create,
      },
      schema: {
        body: Type.Object(
          {
            url: Url,
            events: Events,
            description: Type.Optional(Description),
            metadata: Type.Optional(Metadata),
            http_signatures: Type.Optional(HttpSignatures),
            encryption_key: Type.Optional(EncryptionKeyField),
          },
          { $id: 'WebhookEndpointRequest', ...closed },
        ),
      },
    },
    async (request) => {
      const { account } = principalOf(request);
      const { events, description = null, metadata = {} } = request.body;
      const url = urlOf(request.body.url);
      checkTypes(events);
      const { http_signatures: httpSignatures = false, encryption_key } = request.body;
      const encryptionKey = encryption_key === undefined ? null : await encryptionKeyOf(encryption_key);
      const { body } = await runIdempotently(options, request, async (database) => {
        const made = await createWebhookEndpoint(
          database,
          keys,
          { account, url, events, description, metadata, httpSignatures, encryptionKey },
          clock.now(),
        );
        return { status: 200, body: endpointView(made.endpoint), secrets: { secret: made.secret } };
      });
      changed();
      return body;
    },
  );

  app.get('/v1/webhook_endpoints', { config: { ...reads, operation: operations.list } }, async (request) => {
    const endpoints = await listEndpoints(pool, principalOf(request).account);
    return { object: 'list', data: endpoints.map(endpointView), has_more: false };
  });

  app.get(
    '/v1/webhook_endpoints/:id',
    { config: { ...reads, operation: operations.retrieve }, schema: { params: IdParams } },
    async (request) => endpointView(await findEndpoint(pool, principalOf(request).account, idOf(request))),
  );

  app.post(
    '/v1/webhook_endpoints/:id',
    {
      config: {
        ...writes,
        act: { name: 'webhook_endpoint.update', kept: 'before it' },
        operation: operations.update,
      },
      schema: {
        params: IdParams,
        body: Type.Optional(
          Type.Object(
            {
              url: Type.Optional(Url),
              events: Type.Optional(Events),
              description: Type.Optional(Nullable(Description)),
              metadata: Type.Optional(Metadata),
              http_signatures: Type.Optional(HttpSignatures),
              encryption_key: Type.Optional(Nullable(EncryptionKeyField)),
              status: Type.Optional(EndpointStatus),
            },
            { $id: 'WebhookEndpointChange', ...closed },
          ),
        ),
      },
    },
    async (request) => {
      const { url, http_signatures: httpSignatures, encryption_key: jwk, ...rest } = request.body;
      const change: EndpointChange = {
        ...rest,
        ...(url === undefined ? {} : { url: urlOf(url) }),
        ...(httpSignatures === undefined ? {} : { httpSignatures }),
        ...(jwk === undefined ? {} : { encryptionKey: jwk === null ? null : await encryptionKeyOf(jwk) }),
      };
      checkTypes(change.events ?? []);
      const { body } = await runIdempotently(options, request, async (database) => ({
        status: 200,
        body: endpointView(
          await updateEndpoint(database, principalOf(request).account, idOf(request), change),
        ),
      }));
      changed();
      return body;
    },
  );

  app.delete(
    '/v1/webhook_endpoints/:id',
    {
      config: {
        scope: 'webhook_endpoints:write',
        act: { name: 'webhook_endpoint.delete', kept: 'before it' },
        operation: operations.remove,
      },
      schema: { params: IdParams },
    },
    async (request, reply) => {
      await deleteEndpoint(pool, principalOf(request).account, idOf(request));
      changed();
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/webhook_endpoints/:id/rotate_secret',
    {
      config: {
        ...writes,
        act: { name: 'webhook_endpoint.rotate_secret', kept: 'before it' },
        operation: operations.rotateSecret,
      },
      schema: { params: IdParams, body: EmptyBody },
    },
    async (request) => {
      const { body } = await runIdempotently(options, request, async (database) => {
        const { account } = principalOf(request);
        const rotated = await rotateSecret(database, keys, account, idOf(request), clock.now());
        return { status: 200, body: endpointView(rotated.endpoint), secrets: { secret: rotated.secret } };
      });
      changed();
      return body;
    },
  );

  app.get(
    '/v1/webhook_endpoints/:id/deliveries',
    {
      config: { ...reads, operation: operations.deliveries },
      schema: {
        params: IdParams,
        querystring: Type.Object(
          {
            ...PageQuery,
            status: Type.Optional(DeliveryStatus),
            event: Type.Optional(Type.String()),
          },
          closed,
        ),
      },
    },
    async (request) => {
      const { account } = principalOf(request);
      const { query } = request;
      const mark = markOf(keys, account);
      checkDirection(query);
      return listDeliveries(pool, mark, await findEndpoint(pool, account, idOf(request)), {
        limit: limitOf(query),
        after: idParameter('whd', 'after', query.after),
        before: idParameter('whd', 'before', query.before),
        status: query.status ?? null,
        seq: seqParameter(mark, 'event', query.event),
      });
    },
  );

  app.post(
    '/v1/webhook_endpoints/:id/replay',
    {
      config: {
        ...writes,
        act: { name: 'webhook_endpoint.replay', kept: 'before it' },
        operation: operations.replay,
      },
      schema: {
        params: IdParams,
        body: Type.Union(
          [
            Type.Object(
              { event: Type.String({ description: 'Deliver this event again.' }) },
              { $id: 'EventToReplay', ...closed },
            ),
            Type.Object(
              { since: Type.String({ description: 'Deliver all from this event or time (RFC 3339) on.' }) },
              { $id: 'EventsToReplay', ...closed },
            ),
          ],
          { $id: 'ReplayRequest' },
        ),
      },
    },
    async (request, reply) => {
      const { account } = principalOf(request);
      const mark = markOf(keys, account);
      const wanted = request.body;
      const { status, body } = await runIdempotently(options, request, async (database) => {
        const endpoint = await findEndpoint(database, account, idOf(request));
        let seq: bigint | null;
        if ('event' in wanted) {
          seq = seqParameter(mark, 'event', wanted.event) as bigint;
          if ((await findEvent(database, account, seq)) === null) throw new Problem('not_found');
          await replayEvent(database, endpoint, seq, clock.now());
        } else {
          const since = /^evt_/.test(wanted.since) ? null : moment('since', wanted.since);
          seq =
            since === null
              ? seqParameter(mark, 'since', wanted.since)
              : await firstSince(database, account, since);
          if (seq !== null) await replaySince(database, endpoint, seq);
        }
        return {
          status: 202,
          body: {
            object: 'webhook_replay',
            endpoint: endpoint.id,
            first_event: seq === null ? null : eventId(mark, seq),
            requested_at: rfc3339(clock.now()),
          },
        };
      });
      changed();
      return reply.code(status).send(body);
    },
  );

  /** Checks the event types of an endpoint. Throws `event_type_unknown`. */
  function checkTypes(events: readonly string[]): void {
    for (const type of events) if (type !== '*') checkEventType(objects, 'events', type);
  }

  /** Returns the URL in the form in which it is stored. Throws `webhook_url_refused`. */
  function urlOf(text: string): WebAddress {
    const address = parseWebAddress(text);
    const fault = address === null ? 'It is no web address.' : faultOfUrl(address, allowPrivate);
    if (address === null || fault !== null)
      throw new Problem('webhook_url_refused', fault ?? undefined, { field: 'url' });
    return address;
  }
}

/** Parses the id of the endpoint in the path. Throws `not_found`. */
function idOf(request: FastifyRequest): EndpointId {
  const id = parseId('we', (request.params as { id: string }).id);
  if (id === null) throw new Problem('not_found');
  return id;
}
