import { randomFillSync } from 'node:crypto';
import { fromUUID, fromUUIDBytes } from 'typeid-js';
import { v7 } from 'uuid';

/** What each prefix names. A `pay_…` is not a `ref_…` to the compiler, nor at the edge. */
export type Prefix =
  | 'acct'
  | 'app'
  | 'att'
  | 'cmd'
  | 'cs'
  | 'evt'
  | 'key'
  | 'lane'
  | 'org'
  | 'pay'
  | 'per'
  | 'proc'
  | 'ref'
  | 'req'
  | 'we'
  | 'whd';

declare const brand: unique symbol;
/** A TypeID (`pay_01h…`): a UUIDv7 in 26 base-32 characters behind its prefix. Sorts by time; stored as uuid. */
export type Id<P extends Prefix> = string & { readonly [brand]: P };

export type AccountId = Id<'acct'>;
export type AttemptId = Id<'att'>;
export type CommandId = Id<'cmd'>;
export type KeyId = Id<'key'>;
export type LaneId = Id<'lane'>;
export type OrganizationId = Id<'org'>;
export type PaymentId = Id<'pay'>;
export type ProcessId = Id<'proc'>;
export type RefundId = Id<'ref'>;
export type SessionId = Id<'cs'>;
export type EndpointId = Id<'we'>;
export type DeliveryId = Id<'whd'>;

const scratch = Buffer.alloc(16);
/** Random bytes are asked of the system for 4,096 ids at once: one by one they cost more than all else of an id. */
const random = Buffer.alloc(65_536);
let randomAt = random.length;

/** A new id, made from the real time and 74 random bits. */
export function newId<P extends Prefix>(prefix: P): Id<P> {
  if (randomAt === random.length) {
    randomFillSync(random);
    randomAt = 0;
  }
  randomAt += 16;
  return fromUUIDBytes(
    prefix,
    v7({ random: random.subarray(randomAt - 16, randomAt) }, scratch),
  ) as string as Id<P>;
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

/**
 * Writes an id's 16 bytes into `target` at `offset`. Ours and not typeid-js's `toUUIDBytes`, because a round turns
 * thousands of ids into columns and this is twelve times faster; a test holds it against the library.
 */
export function writeIdBytes(id: string, target: Buffer, offset: number): void {
  const start = id.length - 26;
  let bits = -2; // 26 characters are 130 bits, the first two of them zero
  let rest = 0;
  let at = offset;
  for (let index = 0; index < 26; index++) {
    rest = (rest << 5) | (VALUES[id.charCodeAt(start + index)] as number);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      target[at++] = (rest >> bits) & 255;
      rest &= (1 << bits) - 1;
    }
  }
}
