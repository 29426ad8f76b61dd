import type pg from 'pg';
import { bool, id, int2, int4, int8, type Row, text, timestamp } from '../../database/index.ts';
import { type IdStamp, idFromUuid, type ProcessId, stampOf, uuidOf } from '../../kernel/ids.ts';
import type { DeliveryTry } from './delivery.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';

/** An endpoint whose lease this process holds, and whether any of its retries is due. */
export interface Held {
  readonly endpoint: Endpoint;
  readonly retriesDue: boolean;
}

/** An event whose delivery has to be tried again. */
export interface Retry {
  readonly seq: bigint;
  /** How many attempts have failed. */
  readonly tries: number;
  readonly firstAt: number;
  readonly dueAt: number;
}

/** What a reader saves: the attempts that ended, the retries that follow from them, and the cursor. */
export interface Progress {
  readonly cursor: bigint;
  readonly replays: number;
  /** The event types with which the log was read. */
  readonly events: readonly string[];
  /** Up to this event, the log was read with other event types. */
  readonly otherTypesTo: bigint;
  readonly failures: number;
  readonly failingSince: number | null;
  readonly tried: readonly DeliveryTry[];
  readonly retries: readonly Retry[];
  /** Numbers of events whose retry row can be deleted. */
  readonly done: readonly bigint[];
  readonly release: boolean;
}

const HELD = `*, exists (select from webhook_retry r where r.account_id = w.account_id and r.endpoint_id = w.id
                         and r.due_at <= to_timestamp($1 / 1000.0)) as retries_due`;

const heldOf = (row: Row): Held => ({ endpoint: endpointOf(row), retriesDue: row.retries_due });

const refs = (endpoints: readonly Endpoint[]) => [
  id<Endpoint>(({ account }) => account).encode(endpoints),
  id<Endpoint>((endpoint) => endpoint.id).encode(endpoints),
];

/** The leases on endpoints. A lease says which process delivers to an endpoint. Leases expire by the database's clock. */
export class Leases {
  readonly #pool: pg.Pool;
  readonly #owner: ProcessId;
  readonly #leaseMs: number;

  constructor(pool: pg.Pool, owner: ProcessId, leaseMs: number) {
    this.#pool = pool;
    this.#owner = owner;
    this.#leaseMs = leaseMs;
  }

  /**
   * Takes endpoints that nobody holds, at most so many. What this process reads under a lease that ran out, and that
   * nobody else has taken since, is left to be renewed: to take it anew would deliver again what is on its way.
   */
  async claim(now: number, most: number, reading: readonly Endpoint[]): Promise<Held[]> {
    const free = await this.#pool.query<Row>({
      name: 'free endpoints',
      text: `select account_id, id from webhook_endpoint
             where status = 'enabled' and (lease_until is null or lease_until < now())
               and not (lease_owner is not distinct from $2 and id = any($3::uuid[])) limit $1`,
      values: [most, uuidOf(this.#owner), id<Endpoint>((endpoint) => endpoint.id).encode(reading)],
    });
    if (free.rows.length === 0) return [];
    // Another process may have taken some in the meantime, so the update checks again that they are free.
    const { rows } = await this.#pool.query<Row>({
      name: 'claim endpoints',
      text: `update webhook_endpoint w set lease_owner = $2, lease_until = now() + $3 * interval '1 ms'
             where account_id = any($4::uuid[]) and id = any($5::uuid[])
               and status = 'enabled' and (lease_until is null or lease_until < now())
             returning ${HELD}`,
      values: [
        now,
        uuidOf(this.#owner),
        this.#leaseMs,
        free.rows.map((row) => row.account_id),
        free.rows.map((row) => row.id),
      ],
    });
    return rows.map(heldOf);
  }

  /** Returns the current rows of those endpoints that this process still holds. With `renew` it also extends their leases. */
  async look(endpoints: readonly Endpoint[], now: number, renew: boolean): Promise<Held[]> {
    const mine = `account_id = any($3::uuid[]) and id = any($4::uuid[]) and lease_owner = $2`;
    const { rows } = await this.#pool.query<Row>({
      name: renew ? 'renew leases' : 'held endpoints',
      text: renew
        ? `update webhook_endpoint w set lease_until = now() + $5 * interval '1 ms' where ${mine} returning ${HELD}`
        : `select ${HELD} from webhook_endpoint w where ${mine}`,
      values: [now, uuidOf(this.#owner), ...refs(endpoints), ...(renew ? [this.#leaseMs] : [])],
    });
    return rows.map(heldOf);
  }

  /** Returns the retries that are due, beginning with the one that has been due the longest. */
  async dueRetries({ account, id: endpoint }: Endpoint, now: number, most: number): Promise<Retry[]> {
    const { rows } = await this.#pool.query<Row>({
      name: 'due retries',
      text: `select seq, tries, first_at, due_at from webhook_retry
             where account_id = $1 and endpoint_id = $2 and due_at <= to_timestamp($3 / 1000.0)
             order by due_at limit $4`,
      values: [uuidOf(account), uuidOf(endpoint), now, most],
    });
    return rows.map((row) => ({
      seq: row.seq,
      tries: row.tries,
      firstAt: row.first_at,
      dueAt: row.due_at,
    }));
  }

  /**
   * Saves all of the progress. If the lease was lost, it saves nothing and returns false. If a replay has set the cursor since this
   * process last read the row, the cursor stays unchanged. If the endpoint's event types have changed since, `vouched_from` moves
   * up to the new cursor, because the events before it were read with other types.
   */
  async save({ account, id: endpoint }: Endpoint, progress: Progress): Promise<boolean> {
    const { tried, retries } = progress;
    const { rows } = await this.#pool.query<Row>({
      name: 'save deliveries',
      text: `
        with held as (
          update webhook_endpoint set cursor = case when replays = $5 then $4 else cursor end,
            replay_from = case when replays = $5 then null else replay_from end,
            vouched_from = greatest(vouched_from, case when events = $24::text[] then $25::int8 else $4 end),
            failures = $6, failing_since = to_timestamp($7 / 1000.0),
            lease_owner = case when $8 then null else lease_owner end,
            lease_until = case when $8 then null else lease_until end
          where account_id = $1 and id = $2 and lease_owner = $3
          returning account_id, id),
        logged as (
          insert into webhook_delivery (account_id, endpoint_id, id, seq, attempt, status, http_status, error, answer,
                                        duration_ms, at, next_attempt_at)
          select held.account_id, held.id, t.id, t.seq, t.attempt, case when t.ok then 'succeeded' else 'failed' end,
                 t.http_status, t.error, t.answer, t.duration_ms, t.at, t.next_at
          from held, unnest($9::uuid[], $10::int8[], $11::int4[], $12::bool[], $13::int2[], $14::text[], $15::text[],
                            $16::int4[], $17::timestamptz[], $18::timestamptz[])
            as t(id, seq, attempt, ok, http_status, error, answer, duration_ms, at, next_at)
          -- Saved before, and the answer to that was lost.
          on conflict do nothing),
        later as (
          insert into webhook_retry (account_id, endpoint_id, seq, tries, first_at, due_at)
          select held.account_id, held.id, r.seq, r.tries, r.first_at, r.due_at
          from held, unnest($19::int8[], $20::int4[], $21::timestamptz[], $22::timestamptz[])
            as r(seq, tries, first_at, due_at)
          on conflict (account_id, endpoint_id, seq) do update set tries = excluded.tries, due_at = excluded.due_at),
        done as (
          delete from webhook_retry where account_id = $1 and endpoint_id = $2 and seq = any($23::int8[])
            and exists (select from held))
        select from held`,
      values: [
        uuidOf(account),
        uuidOf(endpoint),
        uuidOf(this.#owner),
        progress.cursor.toString(),
        progress.replays,
        progress.failures,
        progress.failingSince,
        progress.release,
        id<DeliveryTry>((one) => one.id).encode(tried),
        int8<DeliveryTry>((one) => one.seq).encode(tried),
        int4<DeliveryTry>((one) => one.attempt).encode(tried),
        bool<DeliveryTry>((one) => one.succeeded).encode(tried),
        int2<DeliveryTry>((one) => one.httpStatus).encode(tried),
        text<DeliveryTry>((one) => one.error).encode(tried),
        text<DeliveryTry>((one) => one.answer).encode(tried),
        int4<DeliveryTry>((one) => one.durationMs).encode(tried),
        timestamp<DeliveryTry>((one) => one.at).encode(tried),
        timestamp<DeliveryTry>((one) => one.nextAt).encode(tried),
        int8<Retry>((one) => one.seq).encode(retries),
        int4<Retry>((one) => one.tries).encode(retries),
        timestamp<Retry>((one) => one.firstAt).encode(retries),
        timestamp<Retry>((one) => one.dueAt).encode(retries),
        int8<bigint>((one) => one).encode(progress.done),
        progress.events,
        progress.otherTypesTo.toString(),
      ],
    });
    return rows.length > 0;
  }

  /** The stamp of the endpoint's newest attempt, or 0 if there is none. */
  async lastStamp({ account, id: endpoint }: Endpoint): Promise<IdStamp> {
    const { rows } = await this.#pool.query<Row>({
      name: 'newest delivery',
      text: `select id from webhook_delivery where account_id = $1 and endpoint_id = $2 order by id desc limit 1`,
      values: [uuidOf(account), uuidOf(endpoint)],
    });
    return rows[0] === undefined ? 0n : stampOf(idFromUuid('whd', rows[0].id));
  }
}
