import type pg from 'pg';
import { type Row, readRows } from '../database/index.ts';
import { idFromUuid, newId, uuidOf } from '../kernel/ids.ts';
import { type KeyRing, open, seal } from '../vault/index.ts';
import { bodyContext, type MailId } from './sealed.ts';

/** Text alone: it needs no second version, loads nothing, and hides no address behind a link's words. */
export interface Mail {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  /** When the mail is of no more use, as the link in it has ended. It is not sent after that. */
  readonly expiresAt: number;
}

export interface WrittenMail extends Mail {
  readonly id: MailId;
  readonly writtenAt: number;
  /** How often it was tried to send it. */
  readonly tries: number;
}

/** Writes a mail, in the transaction of what it is about. It is sent after that. */
export async function writeMail(
  transaction: pg.PoolClient,
  keys: KeyRing,
  mail: Mail,
  at: number,
): Promise<void> {
  const id = newId('mail');
  await transaction.query(
    `insert into mail (mail_id, recipient, subject, body, created_at, expires_at, tries, next_try_at)
     values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), to_timestamp($6 / 1000.0), 0, to_timestamp($5 / 1000.0))`,
    [
      uuidOf(id),
      mail.recipient,
      mail.subject,
      seal(keys, bodyContext(id), Buffer.from(mail.text)),
      at,
      mail.expiresAt,
    ],
  );
}

/** After a first failure; then twice as long each time, up to an hour. */
const AGAIN_AFTER_MS = 30_000;
const DOUBLED_MAX = 7;

/**
 * Takes the mail that has waited longest, and says when it is tried again unless it is deleted before. Null if none is due. No
 * other process takes it until then.
 */
export async function takeMail(pool: pg.Pool, keys: KeyRing, now: number): Promise<WrittenMail | null> {
  const { rows } = await pool.query<Row>(
    `update mail set tries = tries + 1,
            next_try_at = to_timestamp(($1 + $2 * 2 ^ least(tries, $3)) / 1000.0)
     where mail_id = (
       select mail_id from mail
       where next_try_at <= to_timestamp($1 / 1000.0) and expires_at > to_timestamp($1 / 1000.0)
       order by next_try_at limit 1 for update skip locked)
     returning *`,
    [now, AGAIN_AFTER_MS, DOUBLED_MAX],
  );
  return rows[0] === undefined ? null : mailOf(keys, rows[0]);
}

export async function deleteMail(pool: pg.Pool, id: MailId): Promise<void> {
  await pool.query('delete from mail where mail_id = $1', [uuidOf(id)]);
}

/** The newest mails first. */
export async function listMails(pool: pg.Pool, keys: KeyRing, most: number): Promise<WrittenMail[]> {
  const rows = await readRows(pool, {
    name: 'mails',
    text: 'select * from mail order by created_at desc, mail_id desc limit $1',
    values: [most],
  });
  return rows.map((row) => mailOf(keys, row));
}

export async function findMail(pool: pg.Pool, keys: KeyRing, id: MailId): Promise<WrittenMail | null> {
  const [row] = await readRows(pool, {
    name: 'mail',
    text: 'select * from mail where mail_id = $1',
    values: [uuidOf(id)],
  });
  return row === undefined ? null : mailOf(keys, row);
}

function mailOf(keys: KeyRing, row: Row): WrittenMail {
  const id = idFromUuid('mail', row.mail_id);
  return {
    id,
    recipient: row.recipient,
    subject: row.subject,
    text: open(keys, bodyContext(id), row.body).toString(),
    writtenAt: row.created_at,
    expiresAt: row.expires_at,
    tries: row.tries,
  };
}
