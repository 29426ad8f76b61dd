import type { AccountId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { type EventObjects, isEventType } from './event-types.ts';
import { accountMark, eventSeq } from './log.ts';

/** Returns the mark that is part of the ids of the account's events. */
export function markOf(keys: KeyRing, account: AccountId): Buffer {
  return accountMark(keys.derive('event-ids'), account);
}

/** Returns the number of the event that a parameter names, or null if the parameter was not sent. Throws `invalid_request`. */
export function seqParameter(mark: Buffer, field: string, text: string | undefined): bigint | null {
  if (text === undefined) return null;
  const seq = eventSeq(mark, text);
  if (seq === null)
    throw new Problem('invalid_request', `${field} names no event of this account.`, { field });
  return seq;
}

/** Throws `event_type_unknown` if the text is not an event type. */
export function checkEventType(objects: EventObjects, field: string, text: string): void {
  if (!isEventType(objects, text))
    throw new Problem('event_type_unknown', `There is no event type ${text}.`, { field });
}
