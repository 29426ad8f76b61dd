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

/** Every event there is. */
export const eventTypes = [
  'payment.created',
  'payment.requires_action',
  'payment.processing',
  'payment.authorized',
  'payment.capture_pending',
  'payment.capture_failed',
  'payment.canceling',
  'payment.cancel_failed',
  'payment.succeeded',
  'payment.failed',
  'payment.canceled',
  'payment.expired',
  'payment.funds_received',
  'payment.funds_returned',
  'payment.return_failed',
  'refund.created',
  'refund.succeeded',
  'refund.failed',
  'reversal.created',
  'webhook_endpoint.disabled',
] as const;

export type EventType = (typeof eventTypes)[number];

export interface NewEvent {
  readonly account: AccountId;
  readonly type: EventType;
  readonly object: Id<Prefix>;
  /** The command that made it: its first event is the command's answer. */
  readonly command: CommandId;
  /** The object as it stands, as JSON: what a client hears, a webhook delivers and a repeat answers. */
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
    hash: bytes((event) => Buffer.from(event.hash, 'hex')),
  },
  (rows) =>
    `insert into event (account_id, seq, type, object_id, command_id, payload, at, hash) select * from ${rows}`,
);

/** Gives the event the account's next number, chains it to the event before, and writes it with the round. */
export function record(round: Round, event: NewEvent): void {
  const head = round.heads.of(event.account);
  head.eventSeq += 1n;
  head.eventHash = eventHash(head.eventHash, event, head.eventSeq);
  round.write(eventWriter, { ...event, seq: head.eventSeq, hash: head.eventHash });
}

/**
 * An event's public id: a UUIDv8 of 48 bits of the number and a mark of the account, so that it needs no index and no
 * two accounts share one.
 */
export function eventId(mark: Buffer, seq: bigint): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Number(seq), 0, 6);
  mark.copy(bytes, 6, 0, 10);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return idFromBytes('evt', bytes);
}

/** The number of an event of this account, or null where the id names no event that the account could have. */
export function eventSeq(mark: Buffer, text: string): bigint | null {
  const id = parseId('evt', text);
  if (id === null) return null;
  const bytes = Buffer.alloc(16);
  writeIdBytes(id, bytes, 0);
  const seq = BigInt(bytes.readUIntBE(0, 6));
  return eventId(mark, seq) === id ? seq : null;
}

/** What marks the account's events; `key` is the purpose key for event ids. */
export function accountMark(key: KeyObject, account: AccountId): Buffer {
  return createHmac('sha256', key).update(account).digest();
}
