import type pg from 'pg';
import { type Row, readApart } from '../database/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { type AccountId, type CommandId, idFromUuid, uuidOf } from '../kernel/ids.ts';
import { type EventHead, NO_EVENT_HASH } from './chain.ts';
import { eventId } from './log.ts';

/** An event as it is stored. */
export interface StoredEvent {
  readonly seq: bigint;
  readonly type: string;
  /** The object at the time of the event, as JSON. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** An event with its place in the account's hash chain. */
export interface ChainedEvent extends StoredEvent {
  readonly command: CommandId;
  readonly actor: string | null;
  readonly hash: string;
  /** The hash of the previous event. */
  readonly previousHash: string;
}

/** The event types to read, or null for all. */
export type TypeFilter = readonly string[] | null;

function storedEvent(row: Row): StoredEvent {
  return { seq: row.seq, type: row.type, payload: row.payload, at: row.at };
}

const CHAINED = `e.seq, e.type, e.payload, e.at, e.command_id, e.actor, encode(e.hash, 'hex') as hash,
  (select encode(p.hash, 'hex') from event p where p.account_id = e.account_id and p.seq = e.seq - 1) as previous_hash`;

function chainedEvent(row: Row): ChainedEvent {
  return {
    ...storedEvent(row),
    command: idFromUuid('cmd', row.command_id),
    actor: row.actor,
    hash: row.hash,
    previousHash: row.previous_hash ?? NO_EVENT_HASH,
  };
}

/**
 * Reads events after `seq`, in order, and skips those of other types. `readTo` says how far the log was read, and
 * `damaged` which events the database cannot read: they keep none behind them waiting.
 */
export async function readAfter(
  pool: pg.Pool,
  account: AccountId,
  seq: bigint,
  types: TypeFilter,
  limit: number,
): Promise<{ events: StoredEvent[]; readTo: bigint; more: boolean; damaged: bigint[] }> {
  const damaged: bigint[] = [];
  const rows = await readApart(
    Array.from({ length: limit }, (_, index) => seq + BigInt(index + 1)),
    async (some) => {
      // All of them are whatever comes next; some are looked for by their numbers, which have no gaps.
      const whole = some.length === limit;
      const read = await pool.query<Row>({
        name: whole ? 'events after' : 'some events after',
        text: `select seq, type, case when $3::text[] is null or type = any($3) then payload end as payload, at
               from event where account_id = $1 and ${whole ? 'seq > $2::int8' : 'seq = any($2::int8[])'}
               order by seq limit $4`,
        values: [uuidOf(account), whole ? seq.toString() : some.map(String), types, limit],
      });
      return read.rows;
    },
    (one) => {
      damaged.push(one);
      return [{ seq: one, payload: null }];
    },
  );
  return {
    damaged,
    events: rows.filter(({ payload }) => payload !== null).map(storedEvent),
    readTo: rows.at(-1)?.seq ?? seq,
    more: rows.length === limit,
  };
}

/** Finds the events with these numbers; those that the database cannot read are left out. */
export async function findEvents(
  pool: pg.Pool,
  account: AccountId,
  seqs: readonly bigint[],
): Promise<ReadonlyMap<bigint, StoredEvent>> {
  if (seqs.length === 0) return new Map();
  const rows = await readApart(
    seqs,
    async (some) => {
      const read = await pool.query<Row>({
        name: 'events by number',
        text: 'select seq, type, payload, at from event where account_id = $1 and seq = any($2::int8[])',
        values: [uuidOf(account), some.map(String)],
      });
      return read.rows;
    },
    () => [],
  );
  return new Map(rows.map((row) => [row.seq, storedEvent(row)]));
}

/** Finds the event with this number, or null. */
export async function findEvent(
  pool: pg.Pool | pg.PoolClient,
  account: AccountId,
  seq: bigint,
): Promise<ChainedEvent | null> {
  const { rows } = await pool.query<Row>({
    name: 'event',
    text: `select ${CHAINED} from event e where account_id = $1 and seq = $2`,
    values: [uuidOf(account), seq.toString()],
  });
  return rows[0] === undefined ? null : chainedEvent(rows[0]);
}

export interface EventPage {
  readonly limit: number;
  /** The page has events older than `after`, or newer than `before`. Only one of them may be set. */
  readonly after: bigint | null;
  readonly before: bigint | null;
  readonly type: string | null;
  /** The uuid of the object that the events are about, or null for all. */
  readonly object: string | null;
}

/** Reads a page of events, the newest first. */
export async function listEvents(
  pool: pg.Pool,
  account: AccountId,
  { limit, after, before, type, object }: EventPage,
): Promise<{ events: ChainedEvent[]; more: boolean }> {
  const backwards = before !== null;
  const { rows } = await pool.query<Row>(
    `select ${CHAINED} from event e
     where account_id = $1 and ($2::int8 is null or seq < $2) and ($3::int8 is null or seq > $3)
       and ($4::text is null or type = $4) and ($5::uuid is null or object_id = $5)
     order by seq ${backwards ? 'asc' : 'desc'} limit $6`,
    [uuidOf(account), after?.toString(), before?.toString(), type, object, limit + 1],
  );
  const events = rows.slice(0, limit).map(chainedEvent);
  return { events: backwards ? events.reverse() : events, more: rows.length > limit };
}

/** Returns the head of the account's chain. */
export async function headOf(pool: pg.Pool | pg.PoolClient, account: AccountId): Promise<EventHead> {
  const { rows } = await pool.query<Row>({
    name: 'last event',
    text: `select event_seq, encode(event_hash, 'hex') as hash from account_head where account_id = $1`,
    values: [uuidOf(account)],
  });
  return { account, seq: rows[0]?.event_seq ?? 0n, hash: rows[0]?.hash ?? NO_EVENT_HASH };
}

/** Returns the number of the account's last event. */
export async function lastSeq(pool: pg.Pool | pg.PoolClient, account: AccountId): Promise<bigint> {
  return (await headOf(pool, account)).seq;
}

/** Returns the number of the first event at or after the moment, or null if there is none yet. */
export async function firstSince(
  pool: pg.Pool | pg.PoolClient,
  account: AccountId,
  moment: number,
): Promise<bigint | null> {
  // There is no index on the time, but numbers have no gaps, and times rise with the numbers, except for commands that waited
  // some seconds for their round. So a binary search finds a slightly earlier time, and the log is scanned from there.
  const early = moment - 60_000;
  let [low, high] = [1n, (await lastSeq(pool, account)) + 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    const event = await findEvent(pool, account, middle);
    if (event !== null && event.at < early) low = middle + 1n;
    else high = middle;
  }
  const { rows } = await pool.query<Row>(
    `select seq from event where account_id = $1 and seq >= $2 and at >= to_timestamp($3 / 1000.0)
     order by seq limit 1`,
    [uuidOf(account), low.toString(), moment],
  );
  return rows[0]?.seq ?? null;
}

/** The event as it is sent in webhooks and streams, with exactly these four members. The payload is already JSON. */
export function deliveredJson(mark: Buffer, { seq, type, payload, at }: StoredEvent): string {
  return `{"id":"${eventId(mark, seq)}","type":"${type}","timestamp":"${rfc3339(at)}","data":${payload}}`;
}

/** The event as the API shows it: what is delivered, plus its place in the account's chain. */
export function eventJson(mark: Buffer, event: ChainedEvent): string {
  const { seq, type, payload, at, command, actor, hash, previousHash } = event;
  return (
    `{"id":"${eventId(mark, seq)}","object":"event","type":"${type}","timestamp":"${rfc3339(at)}","seq":${seq},` +
    `"command":"${command}","actor":${JSON.stringify(actor)},"previous_hash":"${previousHash}","hash":"${hash}","data":${payload}}`
  );
}
