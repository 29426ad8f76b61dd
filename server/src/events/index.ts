export { type EventHead, headText, parseHead } from './chain.ts';
export type { EventType } from './event-types.ts';
export {
  accountMark,
  eventId,
  eventSeq,
  eventWriter,
  type NewEvent,
  record,
} from './log.ts';
export { openEvents, type WebhookOptions } from './open.ts';
export { proveEvents } from './proof.ts';
export type { StreamTimes } from './stream.ts';
export { dialer } from './webhooks/address.ts';
export { createWebhookEndpoint, moveEndpoints } from './webhooks/store.ts';
