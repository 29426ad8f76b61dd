import type pg from 'pg';
import { type Row, readApart } from '../database/index.ts';
import { type AccountId, idFromUuid, referenceOf, sameId, uuidOf } from '../kernel/ids.ts';
import type { ChannelAnswer, Notification } from './channel.ts';
import { checkedAnswer } from './checked-answer.ts';
import { decodeAnswer, encodeAnswer } from './protocol.ts';

/** A notification that has not been applied yet. */
export interface OpenNotification extends Omit<Notification, 'answer'> {
  readonly channel: string;
  /** Null if the stored answer cannot be read. */
  readonly answer: ChannelAnswer | null;
  readonly tries: number;
}

/** How long the process that stores a notification has to apply it, before any other process may. */
export const TAKEN_MS = 2_000;

/**
 * Stores a notification. Returns false, and changes nothing, if it was stored before.
 * @param waitMs how long other processes leave it alone.
 */
export async function enter(
  database: pg.Pool | pg.PoolClient,
  channel: string,
  notification: Notification,
  body: Buffer,
  at: number,
  waitMs: number,
): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'enter a notification',
    text: `with entered as (
             insert into channel_inbox (account_id, channel, event_id, reference, answer, body, received_at)
             values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0)) on conflict do nothing
             returning account_id, channel, event_id)
           insert into channel_inbox_open (account_id, channel, event_id, try_after)
           select account_id, channel, event_id, now() + make_interval(secs => $8) from entered`,
    values: [
      uuidOf(notification.account),
      channel,
      notification.event,
      uuidOf(sameId('att', notification.reference)),
      JSON.stringify(encodeAnswer(notification.answer)),
      body,
      at,
      waitMs / 1000,
    ],
  });
  return rowCount === 1;
}

const OPEN = `
  select o.tries, i.account_id, i.channel, i.event_id, i.reference, i.answer
  from channel_inbox_open o
  join channel_inbox i on i.account_id = o.account_id and i.channel = o.channel and i.event_id = o.event_id`;

/** Unapplied notifications that are due, oldest first. One that cannot be read has no answer. */
export async function readOpen(database: pg.Pool, limit: number): Promise<OpenNotification[]> {
  const due = await database.query<Row>({
    name: 'due notifications',
    text: `select account_id, channel, event_id, tries from channel_inbox_open
           where try_after <= now() order by try_after limit $1`,
    values: [limit],
  });
  if (due.rows.length === 0) return [];
  return readApart(
    due.rows,
    async (some) => {
      const { rows } = await database.query<Row>({
        name: 'open notifications',
        text: `${OPEN}
               join unnest($1::uuid[], $2::text[], $3::text[]) as c(account, channel, event)
                 on o.account_id = c.account and o.channel = c.channel and o.event_id = c.event
               order by o.try_after`,
        values: [
          some.map((row) => row.account_id),
          some.map((row) => row.channel),
          some.map((row) => row.event_id),
        ],
      });
      return rows.map(openOf);
    },
    ({ account_id, channel, event_id, tries }) => [
      {
        ...{ channel, event: event_id, account: idFromUuid('acct', account_id), tries },
        ...{ reference: '', answer: null },
      },
    ],
  );
}

/** The notification; null if it has been applied. */
export async function findOpen(
  database: pg.Pool,
  channel: string,
  account: AccountId,
  event: string,
): Promise<OpenNotification | null> {
  const { rows } = await database.query(
    `${OPEN} where o.account_id = $1 and o.channel = $2 and o.event_id = $3`,
    [uuidOf(account), channel, event],
  );
  return rows[0] === undefined ? null : openOf(rows[0]);
}

function openOf(row: Row): OpenNotification {
  return {
    channel: row.channel,
    event: row.event_id,
    account: idFromUuid('acct', row.account_id),
    reference: referenceOf(idFromUuid('att', row.reference)),
    answer: storedAnswer(row.answer),
    tries: row.tries,
  };
}

function storedAnswer(stored: unknown): ChannelAnswer | null {
  try {
    const answer = checkedAnswer(decodeAnswer(stored));
    return answer.kind === 'not_found' ? null : answer;
  } catch {
    return null;
  }
}

/** Removes an applied notification from the open ones. */
export async function remove(
  database: pg.Pool,
  { account, channel, event }: OpenNotification,
): Promise<void> {
  await database.query(
    'delete from channel_inbox_open where account_id = $1 and channel = $2 and event_id = $3',
    [uuidOf(account), channel, event],
  );
}

/** Schedules another try of a notification that could not be applied. */
export async function postpone(
  database: pg.Pool,
  { account, channel, event }: OpenNotification,
  milliseconds: number,
): Promise<void> {
  await database.query(
    `update channel_inbox_open set tries = tries + 1, try_after = now() + make_interval(secs => $4)
     where account_id = $1 and channel = $2 and event_id = $3`,
    [uuidOf(account), channel, event, milliseconds / 1000],
  );
}
