/** The second record: what the database contains. */
import pg from 'pg';
import { withAllTables } from '../server/src/database/index.ts';
import '../server/src/database/index.ts';
import { idFromUuid, type Prefix, referenceOf } from '../server/src/kernel/ids.ts';

export interface PaymentRow {
  readonly account: string;
  readonly id: string;
  readonly status: string;
  readonly orderId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly declineCode: string | null;
  readonly captured: bigint;
  readonly refundReserved: bigint;
  readonly refunded: bigint;
  readonly reversed: bigint;
  readonly draft: string | null;
}

export interface RefundRow {
  readonly account: string;
  readonly id: string;
  readonly payment: string;
  readonly status: string;
  readonly amount: bigint;
  readonly draft: string | null;
}

/** An attempt with its outcome, if it has one. */
export interface AttemptRow {
  readonly account: string;
  readonly payment: string;
  readonly reference: string;
  readonly kind: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly sendBefore: number;
  readonly result: 'approved' | 'declined' | 'reversed' | 'never_sent' | null;
  readonly approved: bigint;
}

/** The kinds of a payment's events in the order of their numbers. */
export interface EventRow {
  readonly account: string;
  readonly seq: bigint;
  readonly type: string;
  readonly object: string;
}

export interface DatabaseLedger {
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  readonly attempts: readonly AttemptRow[];
  readonly events: readonly EventRow[];
  /** The number of each account's last event, according to its head. */
  readonly heads: ReadonlyMap<string, bigint>;
  /** What the channel owes, by account and currency. */
  readonly receivable: ReadonlyMap<string, bigint>;
}

/** What an event is about, by the first part of its type. */
const OBJECTS: Readonly<Record<string, Prefix>> = { refund: 'ref', reversal: 'rev', webhook_endpoint: 'we' };

/** Reads everything in one snapshot. */
export async function readDatabase(url: string): Promise<DatabaseLedger> {
  const client = new pg.Client({ connectionString: withAllTables(url) });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const payments = await client.query(
      `select account_id, id, status, order_id, amount, currency, decline_code, amount_captured,
              amount_refund_reserved, amount_refunded, amount_reversed, metadata->>'draft' as draft from payment`,
    );
    const refunds = await client.query(
      `select account_id, id, payment_id, status, amount, metadata->>'draft' as draft from refund`,
    );
    const attempts = await client.query(
      // The channel knows a return as a refund.
      `select a.account_id, a.payment_id, a.id, case a.kind when 'return' then 'refund' else a.kind end as kind, a.amount, a.currency, a.send_before, o.result,
              o.amount as approved
       from attempt a left join outcome o on o.account_id = a.account_id and o.attempt_id = a.id`,
    );
    const events = await client.query(
      `select account_id, seq, type, object_id from event order by account_id, seq`,
    );
    const heads = await client.query('select account_id, event_seq from account_head');
    const receivable = await client.query('select account_id, currency, channel_receivable from balance');
    return {
      payments: payments.rows.map((row) => ({
        account: idFromUuid('acct', row.account_id),
        id: idFromUuid('pay', row.id),
        status: row.status,
        orderId: row.order_id,
        amount: row.amount,
        currency: row.currency,
        declineCode: row.decline_code,
        captured: row.amount_captured,
        refundReserved: row.amount_refund_reserved,
        refunded: row.amount_refunded,
        reversed: row.amount_reversed,
        draft: row.draft,
      })),
      refunds: refunds.rows.map((row) => ({
        account: idFromUuid('acct', row.account_id),
        id: idFromUuid('ref', row.id),
        payment: idFromUuid('pay', row.payment_id),
        status: row.status,
        amount: row.amount,
        draft: row.draft,
      })),
      attempts: attempts.rows.map((row) => ({
        account: idFromUuid('acct', row.account_id),
        payment: idFromUuid('pay', row.payment_id),
        reference: referenceOf(idFromUuid('att', row.id)),
        kind: row.kind,
        amount: row.amount,
        currency: row.currency,
        sendBefore: row.send_before,
        result: row.result,
        approved: row.approved ?? 0n,
      })),
      events: events.rows.map((row) => ({
        account: idFromUuid('acct', row.account_id),
        seq: row.seq,
        type: row.type,
        object: idFromUuid(OBJECTS[row.type.split('.')[0]] ?? 'pay', row.object_id),
      })),
      heads: new Map(heads.rows.map((row) => [idFromUuid('acct', row.account_id), row.event_seq])),
      receivable: new Map(
        receivable.rows.map((row) => [
          `${idFromUuid('acct', row.account_id)} ${row.currency}`,
          row.channel_receivable,
        ]),
      ),
    };
  } finally {
    await client.end();
  }
}

/** Counts attempts without an outcome, payments that are being closed, and notifications that are not applied yet. */
export async function countOpen(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: withAllTables(url) });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select (select count(*) from attempt a where not exists
                (select from outcome o where o.account_id = a.account_id and o.attempt_id = a.id))::int
            + (select count(*) from payment where status = 'canceling')::int
            + (select count(*) from channel_inbox_open)::int as open`,
    );
    return rows[0].open;
  } finally {
    await client.end();
  }
}

/** How many events there are. */
export async function countEvents(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: withAllTables(url) });
  await client.connect();
  try {
    return (await client.query('select count(*)::int as events from event')).rows[0].events;
  } finally {
    await client.end();
  }
}
