import type pg from 'pg';
import { streamRows } from '../database/index.ts';
import { type AccountId, idFromUuid, uuidOf } from '../kernel/ids.ts';
import type { Difference, ProvedAccount } from '../module.ts';
import { type EventHead, eventHash, NO_EVENT_HASH } from './chain.ts';
import { type EventObjects, isEventType, objectOf } from './event-types.ts';

/** How long webhook attempts are certain to be there. They are deleted after thirty days. */
const DELIVERIES_KEPT = "interval '29 days'";

/** The differences found in an account's events, and the head of its chain. */
export interface ProvedEvents {
  readonly head: EventHead;
  readonly differences: Difference[];
}

/**
 * Recomputes the account's chain of events. The events must be numbered from 1 without a gap, each hash must match the event
 * and the previous hash, and the last event must match the head.
 * @param since a head that was kept. The event that it names must still have that hash. Only the events after it are
 * recomputed.
 */
export async function proveEvents(
  snapshot: pg.ClientBase,
  account: AccountId,
  objects: EventObjects,
  since: EventHead | null = null,
): Promise<ProvedEvents> {
  const differences: Difference[] = [];
  const differ = (what: string, stands: string, should: string) =>
    differences.push({ account, what, stands, should });
  const { rows: heads } = await snapshot.query(
    `select event_seq, encode(event_hash, 'hex') as hash from account_head where account_id = $1`,
    [uuidOf(account)],
  );
  const head: EventHead = {
    account,
    seq: heads[0]?.event_seq ?? 0n,
    hash: heads[0]?.hash ?? NO_EVENT_HASH,
  };
  if (heads[0] === undefined) differ('the head of the account', 'none', 'one');

  let [seq, before] = [since?.seq ?? 0n, since?.hash ?? NO_EVENT_HASH];
  if (since !== null) {
    const kept = await hashAt(snapshot, account, since.seq);
    if (kept !== since.hash) differ(`the event ${since.seq} that was kept`, kept ?? 'none', since.hash);
    before = kept ?? since.hash;
  }
  const events = streamRows(
    snapshot,
    `select seq, type, object_id, command_id, actor, payload, at, encode(hash, 'hex') as hash,
            at = date_trunc('milliseconds', at) as whole
     from event where account_id = $1 and seq > $2 order by seq`,
    [uuidOf(account), seq.toString()],
  );
  for await (const row of events) {
    seq += 1n;
    if (row.seq !== seq) differ('event log', `event ${row.seq}`, `event ${seq}`);
    seq = row.seq;
    if (!isEventType(objects, row.type)) differ(`type of event ${seq}`, row.type, 'a known type');
    const chained = {
      account,
      type: row.type,
      object: idFromUuid(objectOf(objects, row.type)?.id ?? 'pay', row.object_id),
      command: idFromUuid('cmd', row.command_id),
      actor: row.actor,
      at: row.at,
      payload: row.payload,
    };
    const hash = eventHash(before, chained, seq);
    // After a broken link, the next event is checked against the stored hash, so that one change is reported once.
    if (hash !== row.hash) differ(`event ${seq} in the chain`, row.hash, hash);
    if (!row.whole) differ(`time of event ${seq}`, 'with parts of a millisecond', 'in whole milliseconds');
    before = row.hash;
  }
  if (seq !== head.seq || before !== head.hash)
    differ('head of the event log', `${head.seq} ${head.hash}`, `${seq} ${before}`);
  return { head, differences };
}

async function hashAt(snapshot: pg.ClientBase, account: AccountId, seq: bigint): Promise<string | null> {
  if (seq === 0n) return NO_EVENT_HASH;
  const { rows } = await snapshot.query(
    `select encode(hash, 'hex') as hash from event where account_id = $1 and seq = $2`,
    [uuidOf(account), seq.toString()],
  );
  return rows[0]?.hash ?? null;
}

/** SQL for the time at which a UUIDv7 was created. */
const madeAt = (uuid: string): string =>
  `to_timestamp(('x' || lpad(left(replace(${uuid}::text, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0)`;

/**
 * Checks the deliveries of an account. Every event that an endpoint subscribes to and that its cursor has passed must have
 * an attempt or a retry row. No retry may be due later than the retry schedule allows.
 */
export async function proveDeliveries(
  snapshot: pg.ClientBase,
  { account }: ProvedAccount,
): Promise<Difference[]> {
  const values = [uuidOf(account)];
  const ahead = await snapshot.query(
    `select w.id, w.cursor::text as stands, h.event_seq::text as should
     from webhook_endpoint w join account_head h on h.account_id = w.account_id
     where w.account_id = $1 and w.cursor > h.event_seq`,
    values,
  );
  const passed = await snapshot.query(
    `select w.id, count(*)::text as times, min(e.seq)::text as first
     from webhook_endpoint w
     join event e on e.account_id = w.account_id and e.seq > w.vouched_from and e.seq <= w.cursor
                 and ('*' = any(w.events) or e.type = any(w.events))
     where w.account_id = $1 and ${madeAt('e.command_id')} > now() - ${DELIVERIES_KEPT}
       and not exists (select from webhook_delivery d
                       where d.account_id = e.account_id and d.endpoint_id = w.id and d.seq = e.seq)
       and not exists (select from webhook_retry r
                       where r.account_id = e.account_id and r.endpoint_id = w.id and r.seq = e.seq)
     group by w.id`,
    values,
  );
  const retries = await snapshot.query(
    `select r.endpoint_id as id, r.seq::text, r.due_at::text as stands
     from webhook_retry r join account_head h on h.account_id = r.account_id
     where r.account_id = $1 and (r.seq not between 1 and h.event_seq
       or r.due_at > greatest(r.first_at + interval '3 days', now() + interval '8 hours'))`,
    values,
  );
  const lost = await snapshot.query(
    `select d.endpoint_id as id, d.seq::text, d.next_attempt_at::text as should
     from (select distinct on (d.endpoint_id, d.seq) d.* from webhook_delivery d
           where d.account_id = $1 order by d.endpoint_id, d.seq, d.at desc, d.attempt desc) d
     join webhook_endpoint w on w.account_id = d.account_id and w.id = d.endpoint_id
     where d.status = 'failed' and d.next_attempt_at is not null
       -- An attempt that began earlier may have succeeded after this one failed, and have removed the retry.
       and not exists (select from webhook_delivery s
                       where s.account_id = d.account_id and s.endpoint_id = d.endpoint_id and s.seq = d.seq
                         and s.status = 'succeeded' and s.at + s.duration_ms * interval '1 millisecond' >= d.at)
       and not exists (select from webhook_retry r
                       where r.account_id = d.account_id and r.endpoint_id = d.endpoint_id and r.seq = d.seq)`,
    values,
  );
  const name = (row: { id: string }) => idFromUuid('we', row.id);
  return [
    ...ahead.rows.map((row) => ({
      account,
      what: `cursor of ${name(row)}`,
      stands: row.stands,
      should: `at most ${row.should}`,
    })),
    ...passed.rows.map((row) => ({
      account,
      what: `cursor of ${name(row)}`,
      stands: `past ${row.times} events that were never tried`,
      should: `before event ${row.first}`,
    })),
    ...lost.rows.map((row) => ({
      account,
      what: `retry of event ${row.seq} to ${name(row)}`,
      stands: 'none',
      should: `one, due ${row.should}`,
    })),
    ...retries.rows.map((row) => ({
      account,
      what: `retry of event ${row.seq} to ${name(row)}`,
      stands: `due ${row.stands}`,
      should: 'of an existing event, due within three days of its first attempt',
    })),
  ];
}
