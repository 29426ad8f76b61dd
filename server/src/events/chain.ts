import { hash } from 'node:crypto';
import { rfc3339 } from '../kernel/clock.ts';
import { type AccountId, type CommandId, type Id, type Prefix, parseId } from '../kernel/ids.ts';

/** The parts of an event that its hash covers, in addition to its number and the previous hash. */
export interface Chained {
  readonly account: AccountId;
  readonly type: string;
  readonly object: Id<Prefix>;
  readonly command: CommandId;
  readonly actor: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly payload: string;
}

/** The previous hash of an account's first event. */
export const NO_EVENT_HASH = '0'.repeat(64);

/**
 * The hash of an event, in hexadecimal: SHA-256 over lines of text. Only the payload could contain a line break, and it comes
 * last, so two different events never produce the same text.
 */
export function eventHash(
  before: string,
  { account, type, object, command, actor, at, payload }: Chained,
  seq: bigint,
): string {
  // The first format had no actor.
  const [format, by] = actor === null ? ['1', ''] : ['2', `${actor}\n`];
  return hash(
    'sha256',
    `florin event ${format}\n${before}\n${account}\n${seq}\n${type}\n${object}\n${command}\n${by}${rfc3339(at)}\n${payload}`,
    'hex',
  );
}

/** The last event of an account's chain. Whoever keeps it can prove later that no event up to it was changed. */
export interface EventHead {
  readonly account: AccountId;
  /** The number of the last event, or 0 if there is none. */
  readonly seq: bigint;
  readonly hash: string;
}

/** The head as one text, in the form that is printed and kept. */
export function headText({ account, seq, hash }: EventHead): string {
  return `${account}:${seq}:${hash}`;
}

/** Parses a kept head. Returns null if the text is not a head. */
export function parseHead(text: string): EventHead | null {
  const [, id = '', seq = '', hash = ''] =
    /^(acct_[0-9a-z]+):(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  const account = parseId('acct', id);
  return account === null ? null : { account, seq: BigInt(seq), hash };
}
