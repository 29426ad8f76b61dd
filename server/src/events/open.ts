import type { Credentials } from '../http/index.ts';
import type { SignRequest } from '../kernel/own-request.ts';
import type { Base } from '../module.ts';
import type { EventObjects } from './event-types.ts';
import { EventFeed } from './feed.ts';
import { eventRoutes } from './routes.ts';
import type { StreamTimes } from './stream.ts';
import { Deliverer, type DelivererOptions } from './webhooks/deliverer.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** What tests change of webhooks. */
export type WebhookOptions = Pick<
  DelivererOptions,
  'leaseMs' | 'random' | 'resolve' | 'schedule' | 'timeoutMs'
>;

export interface EventsNeeds {
  /** Signs with Florin's own key. */
  readonly sign: SignRequest;
  readonly credentials: Credentials;
  /** What events are about. */
  readonly objects: EventObjects;
  readonly streams: StreamTimes | undefined;
  readonly webhooks: WebhookOptions | undefined;
}

/** Opens the event log, its streams, and webhooks. */
export function openEvents(base: Base, { sign, credentials, objects, streams, webhooks }: EventsNeeds) {
  const { app, shop } = base;
  const { webhookPrivate: allowPrivate } = base.settings;
  const feed = new EventFeed({ pool: base.pool, log: base.seldom });
  const deliverer = new Deliverer({
    ...{ ...base, log: base.seldom, feed, allowPrivate, sign },
    ...(shop === null ? {} : { ownOrigin: shop.localUrl }),
    ...webhooks,
  });
  eventRoutes(app, { ...base, feed, credentials, objects, ...(streams === undefined ? {} : { streams }) });
  webhookRoutes(app, { ...base, allowPrivate, objects, changed: () => deliverer.look() });
  return {
    /** To be told which heads a round moved. */
    committed: feed.committed,
    async stop() {
      await deliverer.stop();
      feed.stop();
    },
  };
}
