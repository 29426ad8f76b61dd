import type pg from 'pg';
import { id, int4, type Row, type Statement, text, timestamp, writer } from '../database/index.ts';
import {
  type AccountId,
  idAt,
  idFromUuid,
  type PaymentId,
  type SessionId,
  stampAfter,
  stampOf,
  uuidOf,
} from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import type { Session, SessionPayment } from './session.ts';

/** Identifies a session. */
export interface SessionRef {
  readonly account: AccountId;
  readonly id: SessionId;
}

/** A session, with what is needed to tell its status at its account's business time. */
export interface StandingSession {
  readonly session: Session;
  /** How many milliseconds business time is ahead of real time. */
  readonly clockOffset: number;
  /** Whether the order was paid by a payment that does not belong to this session. */
  readonly paidElsewhere: boolean;
}

/** A session's row joined with its last payment and the account's clock. */
const SELECT = `
  select s.*, h.clock_offset, coalesce(t.n, 0) as tries,
         p.id as payment_id, p.status as payment_status, p.method as payment_method, p.decline_code,
         p.next_action, p.amount_authorized, p.amount_received,
         exists (select from payment o
                 where o.account_id = s.account_id and o.order_id = s.order_id and o.order_released is null
                   and o.status in ('authorized', 'succeeded') and o.id is distinct from t.payment_id) as paid_elsewhere
  from checkout_session s
  join account_head h on h.account_id = s.account_id
  left join lateral (select n, payment_id from checkout_payment c
                     where c.account_id = s.account_id and c.session_id = s.id order by n desc limit 1) t on true
  left join payment p on p.account_id = s.account_id and p.id = t.payment_id`;

/** Reads sessions, each with its last payment. Used by rounds and by all other readers. */
export function readSessions(refs: readonly SessionRef[]): Statement {
  return {
    name: 'sessions by id',
    text: `${SELECT} where (s.account_id, s.id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    values: [id<SessionRef>((ref) => ref.account).encode(refs), id<SessionRef>((ref) => ref.id).encode(refs)],
  };
}

/** Reads a session, or returns null if there is none. */
export async function findSession(
  database: pg.Pool | pg.PoolClient,
  ref: SessionRef,
): Promise<StandingSession | null> {
  const { rows } = await database.query(readSessions([ref]) as pg.QueryConfig);
  return rows[0] === undefined ? null : standingSessionOf(rows[0]);
}

/** A query for a page of sessions: from the newest to older ones or, with `before`, back towards the newest. */
export interface SessionPage {
  readonly limit: number;
  readonly orderId: string | null;
  readonly after: SessionId | null;
  readonly before: SessionId | null;
}

/** Reads a page of an account's sessions, the newest first, and whether there are more in the direction that was asked for. */
export async function listSessions(
  pool: pg.Pool,
  account: AccountId,
  page: SessionPage,
): Promise<{ sessions: StandingSession[]; more: boolean }> {
  const backwards = page.before !== null;
  const { rows } = await pool.query(
    `${SELECT} where s.account_id = $1 and ($2::text is null or s.order_id = $2)
       and ($3::uuid is null or s.id < $3) and ($4::uuid is null or s.id > $4)
     order by s.id ${backwards ? 'asc' : 'desc'} limit $5`,
    [
      uuidOf(account),
      page.orderId,
      page.after === null ? null : uuidOf(page.after),
      page.before === null ? null : uuidOf(page.before),
      page.limit + 1,
    ],
  );
  const sessions = rows.slice(0, page.limit).map(standingSessionOf);
  return { sessions: backwards ? sessions.reverse() : sessions, more: rows.length > page.limit };
}

export function standingSessionOf(row: Row): StandingSession {
  return {
    session: sessionOf(row),
    clockOffset: Number(row.clock_offset),
    paidElsewhere: row.paid_elsewhere,
  };
}

function sessionOf(row: Row): Session {
  return {
    account: idFromUuid('acct', row.account_id),
    id: idFromUuid('cs', row.id),
    orderId: row.order_id,
    amount: row.amount,
    currency: row.currency as Currency,
    captureMethod: row.capture_method,
    description: row.description,
    metadata: row.metadata ?? {},
    lineItems: row.line_items,
    successUrl: row.success_url,
    cancelUrl: row.cancel_url,
    closedBy: row.closed_by,
    closedAt: row.closed_at,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    tries: row.tries,
    payment: row.payment_id === null ? null : sessionPaymentOf(row),
  };
}

function sessionPaymentOf(row: Row): SessionPayment {
  return {
    id: idFromUuid('pay', row.payment_id),
    status: row.payment_status,
    method: row.payment_method,
    declineCode: row.decline_code,
    nextAction: row.next_action,
    amountAuthorized: row.amount_authorized,
    amountReceived: row.amount_received,
  };
}

/**
 * Begins a new session of the account: its id, and how far business time is ahead of real time, in milliseconds. Until
 * the transaction ends no other session of the account begins, so the ids of sessions rise in the order in which they
 * become visible.
 */
export async function beginSession(
  client: pg.PoolClient,
  account: AccountId,
  now: number,
): Promise<{ id: SessionId; clockOffset: number }> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sessions of ${account}`]);
  const { rows } = await client.query(
    `select h.clock_offset, (select id from checkout_session s where s.account_id = h.account_id order by id desc limit 1) as last
     from account_head h where h.account_id = $1`,
    [uuidOf(account)],
  );
  const [{ clock_offset, last }] = rows;
  const stamp = stampAfter(last === null ? 0n : stampOf(idFromUuid('cs', last)), now);
  return { id: idAt('cs', stamp), clockOffset: Number(clock_offset) };
}

/** Writes a new session. */
export async function insertSession(client: pg.PoolClient, session: Session): Promise<void> {
  await client.query(
    `insert into checkout_session (account_id, id, order_id, amount, currency, capture_method, description, metadata,
                                   line_items, success_url, cancel_url, expires_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12 / 1000.0), to_timestamp($13 / 1000.0))`,
    [
      uuidOf(session.account),
      uuidOf(session.id),
      session.orderId,
      session.amount.toString(),
      session.currency,
      session.captureMethod,
      session.description,
      Object.keys(session.metadata).length === 0 ? null : JSON.stringify(session.metadata),
      JSON.stringify(session.lineItems),
      session.successUrl,
      session.cancelUrl,
      session.expiresAt,
      session.createdAt,
    ],
  );
}

interface NewSessionPayment extends SessionRef {
  readonly n: number;
  readonly payment: PaymentId;
}

/** Writes the payment of a payer's attempt to the session, in the round that creates the payment. */
export const sessionPaymentWriter = writer<NewSessionPayment>(
  'session_payments',
  {
    account_id: id((row) => row.account),
    session_id: id((row) => row.id),
    n: int4((row) => row.n),
    payment_id: id((row) => row.payment),
  },
  (rows) => `insert into checkout_payment (account_id, session_id, n, payment_id) select * from ${rows}`,
);

/** Writes that an unpaid session was closed. */
export const closedSessionWriter = writer<Session>(
  'closed_sessions',
  {
    account_id: id((session) => session.account),
    id: id((session) => session.id),
    closed_by: text((session) => session.closedBy),
    closed_at: timestamp((session) => session.closedAt),
  },
  (rows) => `
    update checkout_session s set closed_by = c.closed_by, closed_at = c.closed_at
    from ${rows} where s.account_id = c.account_id and s.id = c.id`,
);
