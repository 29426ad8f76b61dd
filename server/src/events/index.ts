export { type EventHead, headText, parseHead } from './chain.ts';
export type { EventType } from './event-types.ts';
export { EventFeed } from './feed.ts';
export {
  accountMark,
  eventId,
  eventSeq,
  eventWriter,
  type NewEvent,
  record,
} from './log.ts';
export { proveEvents } from './proof.ts';
export { eventRoutes } from './routes.ts';
export type { StreamTimes } from './stream.ts';
export { Deliverer, type DelivererOptions } from './webhooks/deliverer.ts';
export { webhookRoutes } from './webhooks/routes.ts';
export { createWebhookEndpoint, moveEndpoints } from './webhooks/store.ts';
