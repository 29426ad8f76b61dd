export {
  accountMark,
  type EventType,
  eventId,
  eventSeq,
  eventTypes,
  eventWriter,
  type NewEvent,
  record,
} from './log.ts';
export { proveEvents } from './proof.ts';
