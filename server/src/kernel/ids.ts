import { randomFillSync } from 'node:crypto';
import { fromUUID } from 'typeid-js';
import { v7 } from 'uuid';
import type { Said } from './modules.ts';

/** What each prefix names is said by its module. A `pay_…` is not a `ref_…` to the compiler, nor at the edge. */
export type Prefix = Said<'ids'>[number];

declare const brand: unique symbol;
/** A TypeID (`pay_01h…`): a UUIDv7 in 26 base-32 characters behind its prefix. Sorts by time; stored as uuid. */
export type Id<P extends Prefix> = string & { readonly [brand]: P };

export type AccountId = Id<'acct'>;
export type AttemptId = Id<'att'>;
export type CommandId = Id<'cmd'>;
export type InvitationId = Id<'inv'>;
export type KeyId = Id<'key'>;
export type LaneId = Id<'lane'>;
export type MembershipId = Id<'mem'>;
export type OrganizationId = Id<'org'>;
export type PaymentId = Id<'pay'>;
export type PersonId = Id<'per'>;
export type ProcessId = Id<'proc'>;
export type RefundId = Id<'ref'>;
export type ReversalId = Id<'rev'>;
export type SessionId = Id<'cs'>;
export type EndpointId = Id<'we'>;
export type DeliveryId = Id<'whd'>;

const scratch = Buffer.alloc(16);
/** Random bytes are asked of the system for 512 ids at once: one by one they cost more than all else of an id. */
const random = Buffer.alloc(512 * 16);
/** The bytes of each id, cut once for all. */
const pieces = Array.from({ length: 512 }, (_, index) => random.subarray(index * 16, index * 16 + 16));
let piecesUsed = pieces.length;

/** A new id, made from the real time and 74 random bits. */
export function newId<P extends Prefix>(prefix: P): Id<P> {
  return idFromBytes(prefix, v7({ random: randomBytes() }, scratch));
}

/** Sixteen fresh random bytes. They are valid until the next call. */
function randomBytes(): Uint8Array {
  if (piecesUsed === pieces.length) {
    randomFillSync(random);
    piecesUsed = 0;
  }
  return pieces[piecesUsed++] as Uint8Array;
}

/**
 * Where an id stands among others: its milliseconds since the epoch times 4,096, plus a counter within the
 * millisecond (RFC 9562 section 6.2, method 1). An id with a higher stamp sorts behind one with a lower stamp.
 */
export type IdStamp = bigint;

/** The stamp of an id that is made now, at this many milliseconds since the epoch, and that sorts behind `last`. */
export function stampAfter(last: IdStamp, now: number): IdStamp {
  const fresh = BigInt(Math.floor(now)) << 12n;
  return fresh > last ? fresh : last + 1n;
}

/** A new id with this stamp and 62 random bits. */
export function idAt<P extends Prefix>(prefix: P, stamp: IdStamp): Id<P> {
  scratch.set(randomBytes());
  scratch.writeUIntBE(Number(stamp >> 12n), 0, 6);
  const counter = Number(stamp & 0xfffn);
  scratch[6] = 0x70 | (counter >> 8);
  scratch[7] = counter & 0xff;
  scratch[8] = 0x80 | (byteAt(scratch, 8) & 0x3f);
  return idFromBytes(prefix, scratch);
}

export function stampOf(id: Id<Prefix>): IdStamp {
  writeIdBytes(id, scratch, 0);
  return (BigInt(scratch.readUIntBE(0, 6)) << 12n) | BigInt(scratch.readUInt16BE(6) & 0xfff);
}

/** The id as the database gives it back: a uuid's text. */
export function idFromUuid<P extends Prefix>(prefix: P, uuid: string): Id<P> {
  return fromUUID(uuid, prefix) as string as Id<P>;
}

/** The uuid's text, for a statement's single parameters. */
export function uuidOf(id: Id<Prefix>): string {
  writeIdBytes(id, scratch, 0);
  return scratch.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The same object's number under another prefix: an attempt names the command that made it. */
export function sameId<P extends Prefix>(prefix: P, id: string): Id<P> {
  return `${prefix}_${id.slice(-26)}` as Id<P>;
}

const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Reads an id that came from outside; null where it is not one of this kind. */
export function parseId<P extends Prefix>(prefix: P, text: string): Id<P> | null {
  return text.startsWith(`${prefix}_`) && SUFFIX.test(text.slice(prefix.length + 1)) ? (text as Id<P>) : null;
}

/** What the outside world knows an attempt by: its 26 base-32 characters, since banks take no underscore. */
export function referenceOf(attempt: AttemptId): string {
  return attempt.slice(-26);
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < 32; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** Two characters for every ten bits. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET[bits >> 5]}${ALPHABET[bits & 31]}`);

/**
 * The id of a uuid's 16 bytes. Ours and not typeid-js's `fromUUIDBytes`, because every payment makes half a dozen and
 * this is five times faster; a test holds it against the library.
 */
export function idFromBytes<P extends Prefix>(prefix: P, bytes: Uint8Array): Id<P> {
  // 130 bits, the first two of them zero: a byte in two characters, then three times five in eight.
  let id = `${prefix}_${PAIRS[byteAt(bytes, 0)]}`;
  for (let at = 1; at < 16; at += 5) {
    const middle = byteAt(bytes, at + 2);
    const high = (byteAt(bytes, at) << 12) | (byteAt(bytes, at + 1) << 4) | (middle >> 4);
    const low = ((middle & 15) << 16) | (byteAt(bytes, at + 3) << 8) | byteAt(bytes, at + 4);
    id += `${PAIRS[high >> 10]}${PAIRS[high & 1023]}${PAIRS[low >> 10]}${PAIRS[low & 1023]}`;
  }
  return id as Id<P>;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

/**
 * Writes an id's 16 bytes into `target` at `offset`. Ours and not typeid-js's `toUUIDBytes`, because a round turns
 * thousands of ids into columns and this is twelve times faster; a test holds it against the library.
 */
export function writeIdBytes(id: string, target: Buffer, offset: number): void {
  // 26 characters are 130 bits, the first two of them zero: a byte of two characters, then three times five of eight.
  const start = id.length - 26;
  target[offset] = (valueAt(id, start) << 5) | valueAt(id, start + 1);
  let at = offset + 1;
  for (let from = start + 2; from < id.length; from += 8) {
    const high = valueOfFour(id, from);
    const low = valueOfFour(id, from + 4);
    target[at++] = high >> 12;
    target[at++] = (high >> 4) & 255;
    target[at++] = ((high & 15) << 4) | (low >> 16);
    target[at++] = (low >> 8) & 255;
    target[at++] = low & 255;
  }
}

function valueOfFour(id: string, from: number): number {
  const high = (valueAt(id, from) << 5) | valueAt(id, from + 1);
  return (high << 10) | (valueAt(id, from + 2) << 5) | valueAt(id, from + 3);
}

function valueAt(id: string, index: number): number {
  return VALUES[id.charCodeAt(index)] as number;
}
