import { createHmac, type KeyObject } from 'node:crypto';
import { bytes, id, int8, type Round, text, timestamp, writer } from '../database/index.ts';
import {
  type AccountId,
  type CommandId,
  type Id,
  idFromBytes,
  type Prefix,
  parseId,
  writeIdBytes,
} from '../kernel/ids.ts';
import { eventHash } from './chain.ts';
import type { EventType } from './event-types.ts';

export interface NewEvent {
  readonly account: AccountId;
  readonly type: EventType;
  readonly object: Id<Prefix>;
  /** The command that caused the event. The first event of a command is also the command's answer. */
  readonly command: CommandId;
  /** The id of whoever asked for it, or null where time or a channel caused it. */
  readonly actor: string | null;
  /** The object at the time of the event, as JSON. It is sent to the client, in webhooks, and as the answer to a repeated request. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const eventWriter = writer<NewEvent & { readonly seq: bigint; readonly hash: string }>(
  'new_events',
  {
    account_id: id((event) => event.account),
    seq: int8((event) => event.seq),
    type: text((event) => event.type),
    object_id: id((event) => event.object),
    command_id: id((event) => event.command),
    payload: text((event) => event.payload),
    at: timestamp((event) => event.at),
    actor: text((event) => event.actor),
    hash: bytes((event) => Buffer.from(event.hash, 'hex')),
  },
  (rows) =>
    `insert into event (account_id, seq, type, object_id, command_id, payload, at, actor, hash) select * from ${rows}`,
);

/** Gives the event the account's next number and chains it to the previous event. It is written together with the round. */
export function record(round: Round, event: NewEvent): void {
  const head = round.heads.of(event.account);
  head.eventSeq += 1n;
  head.eventHash = eventHash(head.eventHash, event, head.eventSeq);
  round.write(eventWriter, { ...event, seq: head.eventSeq, hash: head.eventHash });
}

/**
 * The public id of an event: a UUIDv8 made of 48 bits of the event's number and of a mark of the account. The number can be read
 * from the id, so no index is needed, and the mark makes ids of different accounts differ.
 */
export function eventId(mark: Buffer, seq: bigint): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Number(seq), 0, 6);
  mark.copy(bytes, 6, 0, 10);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return idFromBytes('evt', bytes);
}

/** Returns the event number in the id, or null if the id cannot be of an event of this account. */
export function eventSeq(mark: Buffer, text: string): bigint | null {
  const id = parseId('evt', text);
  if (id === null) return null;
  const bytes = Buffer.alloc(16);
  writeIdBytes(id, bytes, 0);
  const seq = BigInt(bytes.readUIntBE(0, 6));
  return eventId(mark, seq) === id ? seq : null;
}

/** Returns the mark that is part of the ids of the account's events. `key` is the derived key for event ids. */
export function accountMark(key: KeyObject, account: AccountId): Buffer {
  return createHmac('sha256', key).update(account).digest();
}
