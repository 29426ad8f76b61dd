import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/**
 * The shop's own books. An order must be marked as paid exactly once, whoever reports the payment first and even if the shop
 * dies in between. That needs transactions and unique keys. SQLite has both, and a shop this small needs no database server.
 */
export interface Order {
  readonly id: string;
  readonly lines: readonly OrderLine[];
  readonly amount: number;
  readonly currency: string;
  readonly status: 'open' | 'paid';
  /** The checkout session that the payer was last sent to. */
  readonly session: string | null;
  readonly payment: string | null;
  readonly refunded: number;
  /** How much the payer's bank has taken back. */
  readonly takenBack: number;
  readonly createdAt: number;
}

export interface OrderLine {
  readonly good: string;
  readonly quantity: number;
  /** The amount of the whole line. */
  readonly amount: number;
}

export type Happening =
  | { readonly kind: 'placed' }
  /** The checkout session was canceled or has expired. */
  | { readonly kind: 'payment_closed'; readonly session: string }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'paid'; readonly by: 'webhook' | 'return' }
  | { readonly kind: 'refund_asked'; readonly amount: number }
  | { readonly kind: 'refunded'; readonly amount: number }
  | { readonly kind: 'refund_failed' }
  | { readonly kind: 'taken_back'; readonly amount: number };

export interface HistoryLine {
  readonly at: number;
  readonly happening: Happening;
}

/** What was paid, as Florin reports it. */
export interface Paid {
  readonly order: string;
  readonly payment: string;
  readonly amount: number;
  readonly currency: string;
}

/** Money of a payment that went back, as Florin reports it. */
export interface GivenBack {
  readonly id: string;
  readonly payment: string;
  readonly amount: number;
}

type GivenBackKind = 'refunded' | 'refund_failed' | 'taken_back';

function happeningOf(kind: GivenBackKind, amount: number): Happening {
  return kind === 'refund_failed' ? { kind } : { kind, amount };
}

/** How much of an order can still be refunded. */
export function leftOf({ amount, refunded, takenBack }: Order): number {
  return Math.max(0, amount - refunded - takenBack);
}

/**
 * What a notification did: `ignored` if it is not about one of our orders, or if its amount or currency is not the order's.
 */
export type Effect = 'done' | 'already' | 'ignored';

export class Orders {
  readonly #database: DatabaseSync;
  readonly #listeners = new Map<string, Set<() => void>>();

  /** @param file where the orders are kept; `:memory:` for tests. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      pragma journal_mode = wal;
      create table if not exists orders (
        id text primary key, lines text not null, amount integer not null, currency text not null,
        status text not null check (status in ('open', 'paid')), session text, payment text unique,
        created_at integer not null) strict;
      create table if not exists given_back (
        id text primary key, payment text not null, kind text not null check (kind in ('refunded', 'refund_failed', 'taken_back')),
        amount integer not null check (amount > 0)) strict;
      create index if not exists given_back_of_payment on given_back (payment);
      create table if not exists refund_requests (
        id text primary key, order_id text not null, amount integer not null check (amount > 0)) strict;
      create table if not exists history (order_id text not null, at integer not null, happening text not null) strict;
      create index if not exists history_of_order on history (order_id);
      -- A webhook may come several times, but has an effect only once.
      create table if not exists webhooks (id text primary key, at integer not null) strict;
    `);
  }

  place(lines: readonly OrderLine[], currency: string, at: number): Order {
    const id = `PP-${randomBytes(5).toString('hex').toUpperCase()}`;
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    this.#transaction(() => {
      this.#run(
        `insert into orders (id, lines, amount, currency, status, created_at) values (?, ?, ?, ?, 'open', ?)`,
        id,
        JSON.stringify(lines),
        amount,
        currency,
        at,
      );
      this.#note(id, { kind: 'placed' }, at);
    });
    return this.find(id) as Order;
  }

  find(id: string): Order | null {
    const row = this.#database
      .prepare(
        `select o.*, coalesce((select sum(amount) from given_back where payment = o.payment and kind = 'refunded'), 0) as refunded,
                coalesce((select sum(amount) from given_back where payment = o.payment and kind = 'taken_back'), 0)
                  as taken_back
         from orders o where id = ?`,
      )
      .get(id);
    return row === undefined ? null : orderOf(row);
  }

  history(id: string): HistoryLine[] {
    return this.#database
      .prepare('select at, happening from history where order_id = ? order by at, rowid')
      .all(id)
      .map((row) => ({ at: Number(row.at), happening: JSON.parse(String(row.happening)) }));
  }

  sentTo(id: string, session: string): void {
    this.#run('update orders set session = ? where id = ?', session, id);
  }

  /**
   * Marks an order as paid, once. The webhook and the payer's return may come in any order or at the same time. A payment
   * with another amount or currency does not pay the order.
   */
  markPaid(paid: Paid, by: 'webhook' | 'return', at: number): Effect {
    const order = this.find(paid.order);
    if (order === null || order.amount !== paid.amount || order.currency !== paid.currency) return 'ignored';
    return this.#transaction(() => {
      const changed = this.#run(
        `update orders set status = 'paid', payment = ? where id = ? and status = 'open'`,
        paid.payment,
        paid.order,
      );
      if (changed === 0) return 'already';
      this.#note(paid.order, { kind: 'paid', by }, at);
      const before = this.#database.prepare('select kind, amount from given_back where payment = ?');
      for (const { kind, amount } of before.all(paid.payment))
        this.#note(paid.order, happeningOf(kind as GivenBackKind, Number(amount)), at);
      return 'done';
    });
  }

  noteDecline(id: string, code: string, at: number): Effect {
    if (this.find(id)?.status !== 'open') return 'ignored';
    this.#note(id, { kind: 'declined', code }, at);
    return 'done';
  }

  /** Records once that a checkout session was left unpaid. */
  noteClosed(id: string, session: string, at: number): Effect {
    if (this.find(id)?.status !== 'open') return 'ignored';
    const noted = this.history(id).some(
      ({ happening }) => happening.kind === 'payment_closed' && happening.session === session,
    );
    if (noted) return 'already';
    this.#note(id, { kind: 'payment_closed', session }, at);
    return 'done';
  }

  /** Records once that a refund was requested, unless the webhook has already reported its result. */
  noteRefundAsked(id: string, refund: { id: string; amount: number }, at: number): Effect {
    return this.#transaction(() => {
      const changed = this.#run(
        `insert into refund_requests (id, order_id, amount)
         select ?1, ?2, ?3 where not exists (select 1 from given_back where id = ?1) on conflict do nothing`,
        refund.id,
        id,
        refund.amount,
      );
      if (changed === 0) return 'already';
      this.#note(id, { kind: 'refund_asked', amount: refund.amount }, at);
      return 'done';
    });
  }

  /** Records once that a refund has succeeded. */
  markRefunded(refund: GivenBack, at: number): Effect {
    return this.#enter(refund, 'refunded', at);
  }

  /** Records once that the payer's bank took money back. */
  markTakenBack(reversal: GivenBack, at: number): Effect {
    return this.#enter(reversal, 'taken_back', at);
  }

  /**
   * Webhooks come in any order, so the one for the payment may still be on its way. So this is recorded for the payment, and
   * the line in the order's history may be added later.
   */
  #enter({ id, payment, amount }: GivenBack, kind: GivenBackKind, at: number): Effect {
    return this.#transaction(() => {
      const changed = this.#run(
        'insert into given_back (id, payment, kind, amount) values (?, ?, ?, ?) on conflict do nothing',
        id,
        payment,
        kind,
        amount,
      );
      if (changed === 0) return 'already';
      const order = this.#orderOfPayment(payment);
      if (order !== null) this.#note(order, happeningOf(kind, amount), at);
      return 'done';
    });
  }

  /** Records once that a refund has failed. */
  markRefundFailed(refund: GivenBack, at: number): Effect {
    return this.#enter(refund, 'refund_failed', at);
  }

  /**
   * Applies a webhook, unless one with the same id was applied before. Its id and its effect are written in one transaction.
   */
  once(webhook: string, at: number, effect: () => Effect): Effect {
    return this.#transaction(() =>
      this.#run('insert into webhooks (id, at) values (?, ?) on conflict do nothing', webhook, at) === 0
        ? 'already'
        : effect(),
    );
  }

  /** Calls the listener whenever something happens to the order. Returns a function that stops this. */
  listen(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  close(): void {
    this.#database.close();
  }

  #orderOfPayment(payment: string): string | null {
    const row = this.#database.prepare('select id from orders where payment = ?').get(payment);
    return row === undefined ? null : String(row.id);
  }

  #note(id: string, happening: Happening, at: number): void {
    this.#run(
      'insert into history (order_id, at, happening) values (?, ?, ?)',
      id,
      at,
      JSON.stringify(happening),
    );
    // The listeners are called after the current transaction. It is synchronous, so it ends before the microtask.
    queueMicrotask(() => {
      for (const listener of this.#listeners.get(id) ?? []) listener();
    });
  }

  #run(statement: string, ...values: (string | number | null)[]): number {
    return Number(this.#database.prepare(statement).run(...values).changes);
  }

  #transaction<T>(work: () => T): T {
    if (this.#database.isTransaction) return work();
    this.#database.exec('begin immediate');
    try {
      const result = work();
      this.#database.exec('commit');
      return result;
    } catch (error) {
      this.#database.exec('rollback');
      throw error;
    }
  }
}

function orderOf(row: Record<string, unknown>): Order {
  return {
    id: String(row.id),
    lines: JSON.parse(String(row.lines)),
    amount: Number(row.amount),
    currency: String(row.currency),
    status: row.status as Order['status'],
    session: row.session === null ? null : String(row.session),
    payment: row.payment === null ? null : String(row.payment),
    refunded: Number(row.refunded),
    takenBack: Number(row.taken_back),
    createdAt: Number(row.created_at),
  };
}
