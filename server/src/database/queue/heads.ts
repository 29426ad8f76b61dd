import {
  type AccountId,
  type Id,
  type IdStamp,
  idAt,
  idFromUuid,
  type LaneId,
  type Prefix,
  stampAfter,
  uuidOf,
} from '../../kernel/ids.ts';
import { bytes, id, int8 } from '../columns.ts';
import { type Statement, writer } from '../statements.ts';
import type { Row } from './lane.ts';

/** An account's head while a round holds its lock. */
export interface Head {
  readonly account: AccountId;
  /** The number of the account's last event; a round that adds events counts it up. */
  eventSeq: bigint;
  /** The hash that the next event is chained to: the last event's, in hexadecimal. Whoever adds an event moves both on. */
  eventHash: string;
  /** The stamp of the last id that was given to one of the account's objects. `Heads.give` moves it on. */
  idsTo: IdStamp;
  /** Business time is real time plus so many milliseconds. */
  readonly clockOffset: number;
}

const hashes = bytes<Head>((head) => Buffer.from(head.eventHash, 'hex'));

/** The heads that a round has locked. */
export class Heads {
  readonly #heads = new Map<AccountId, Head>();
  readonly #locked = new Map<AccountId, Pick<Head, 'eventSeq' | 'idsTo'>>();

  constructor(heads: readonly Head[]) {
    for (const head of heads) {
      this.#heads.set(head.account, head);
      this.#locked.set(head.account, { eventSeq: head.eventSeq, idsTo: head.idsTo });
    }
  }

  has(account: AccountId): boolean {
    return this.#heads.has(account);
  }

  of(account: AccountId): Head {
    const head = this.#heads.get(account);
    if (head === undefined) throw new Error(`the head of ${account} is not locked by this round`);
    return head;
  }

  all(): Iterable<Head> {
    return this.#heads.values();
  }

  /**
   * A new id for an object of the account. The head is locked until the round is committed, so an account's ids rise in
   * the order in which they become visible: whoever has seen one will never find a lower one later.
   * @param now the time of the round, in milliseconds since the epoch.
   */
  give<P extends Prefix>(prefix: P, account: AccountId, now: number): Id<P> {
    const head = this.of(account);
    head.idsTo = stampAfter(head.idsTo, now);
    return idAt(prefix, head.idsTo);
  }

  changed(): Head[] {
    return [...this.#heads.values()].filter((head) => {
      const locked = this.#locked.get(head.account);
      return head.eventSeq !== locked?.eventSeq || head.idsTo !== locked.idsTo;
    });
  }
}

/**
 * Takes the round's number and locks what is free, in order of account; what another round holds is left out of the
 * answer. `now` is the database's time, milliseconds since the epoch.
 */
export function beginRound(lane: LaneId, n: bigint, accounts: readonly AccountId[]): Statement {
  return {
    name: 'round',
    text: `with number as (insert into round (lane, n) values ($1, $2))
           select account_id, event_seq, event_hash, clock_offset, ids_to,
                  (extract(epoch from now()) * 1000)::float8 as now
           from account_head where account_id = any($3::uuid[]) order by account_id for update skip locked`,
    values: [uuidOf(lane), n.toString(), id<AccountId>((account) => account).encode(accounts)],
  };
}

/** How far the database's time may be from what a round that is decided ahead takes it for, in milliseconds. */
export const TIME_TOLERANCE_MS = 1000;

/**
 * Takes the number of a round that was decided ahead, and locks its heads. It fails where one of them is locked
 * elsewhere or is not what the decisions were made on, or where the database's time is another.
 */
export function beginAhead(lane: LaneId, n: bigint, heads: readonly Head[], now: number): Statement {
  return {
    name: 'round ahead',
    text: `with number as (insert into round (lane, n) values ($1, $2)),
                held as (select from (select unnest($3::uuid[]) as account, unnest($4::int8[]) as seq,
                                             unnest($5::bytea[]) as hash, unnest($6::int8[]) as clock_offset,
                                             unnest($7::int8[]) as ids_to) as c
                         join account_head h on h.account_id = c.account and h.event_seq = c.seq
                                            and h.event_hash = c.hash and h.clock_offset = c.clock_offset
                                            and h.ids_to = c.ids_to
                         for update of h skip locked),
                moment as (select (extract(epoch from now()) * 1000)::float8 as now)
           select now, 1 / ((select count(*) from held) = cardinality($3::uuid[]))::int,
                  1 / (abs(now - $8::float8) <= ${TIME_TOLERANCE_MS})::int
           from moment`,
    values: [
      uuidOf(lane),
      n.toString(),
      id<Head>((head) => head.account).encode(heads),
      int8<Head>((head) => head.eventSeq).encode(heads),
      hashes.encode(heads),
      int8<Head>((head) => BigInt(head.clockOffset)).encode(heads),
      int8<Head>((head) => head.idsTo).encode(heads),
      now,
    ],
  };
}

/** Waits for one head, at most the session's lock_timeout. A round holds nothing yet when it does. */
export function lockHead(account: AccountId): Statement {
  return {
    name: 'head',
    text: 'select from account_head where account_id = any($1::uuid[]) for update',
    values: [id<AccountId>((one) => one).encode([account])],
  };
}

export function readHeads(rows: readonly Row[]): Heads {
  return new Heads(
    rows.map((row) => ({
      account: idFromUuid('acct', row.account_id),
      eventSeq: row.event_seq,
      eventHash: row.event_hash.toString('hex'),
      clockOffset: Number(row.clock_offset),
      idsTo: row.ids_to,
    })),
  );
}

export const headWriter = writer<Head>(
  'changed_heads',
  {
    account: id((head) => head.account),
    seq: int8((head) => head.eventSeq),
    hash: hashes,
    ids_to: int8((head) => head.idsTo),
  },
  (rows) =>
    `update account_head h set event_seq = c.seq, event_hash = c.hash, ids_to = c.ids_to
     from ${rows} where h.account_id = c.account`,
);
