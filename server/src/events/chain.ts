import { hash } from 'node:crypto';
import { rfc3339 } from '../kernel/clock.ts';
import { type AccountId, type CommandId, type Id, type Prefix, parseId } from '../kernel/ids.ts';

/** What an event's hash is made of, beside the hash before it and its number. */
export interface Chained {
  readonly account: AccountId;
  readonly type: string;
  readonly object: Id<Prefix>;
  readonly command: CommandId;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly payload: string;
}

/** What the account's first event is chained to. */
export const NO_EVENT_HASH = '0'.repeat(64);

/**
 * The hash of an event, in hexadecimal: SHA-256 over lines of text. Only the payload, which comes last, could hold a
 * line's end, so no two events have the same text.
 */
export function eventHash(
  before: string,
  { account, type, object, command, at, payload }: Chained,
  seq: bigint,
): string {
  return hash(
    'sha256',
    `florin event 1\n${before}\n${account}\n${seq}\n${type}\n${object}\n${command}\n${rfc3339(at)}\n${payload}`,
    'hex',
  );
}

const OBJECT_PREFIXES = { payment: 'pay', refund: 'ref', reversal: 'rev', webhook_endpoint: 'we' } as const;

/** The prefix of the object that an event of this type tells of; null where there is no such type. */
export function objectPrefix(type: string): Prefix | null {
  const [noun = ''] = type.split('.');
  return noun in OBJECT_PREFIXES ? OBJECT_PREFIXES[noun as keyof typeof OBJECT_PREFIXES] : null;
}

/** How far an account's chain goes: whoever keeps it can prove later that nothing before it was changed. */
export interface EventHead {
  readonly account: AccountId;
  /** The number of the last event; 0 for none. */
  readonly seq: bigint;
  readonly hash: string;
}

/** The head as it is printed and kept. */
export function headText({ account, seq, hash }: EventHead): string {
  return `${account}:${seq}:${hash}`;
}

/** Reads a head that was kept; null where the text is none. */
export function parseHead(text: string): EventHead | null {
  const [, id = '', seq = '', hash = ''] =
    /^(acct_[0-9a-z]+):(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  const account = parseId('acct', id);
  return account === null ? null : { account, seq: BigInt(seq), hash };
}
