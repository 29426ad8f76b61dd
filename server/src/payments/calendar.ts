import type pg from 'pg';
import type { Logger } from 'pino';
import type { Row } from '../database/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { idFromUuid, newId, sameId } from '../kernel/ids.ts';
import { subjectsOf } from './commands.ts';
import type { Move } from './machine.ts';
import type { Recovery } from './recovery.ts';
import type { Sending } from './sending.ts';
import { termsOfRow } from './store.ts';

const LOOK_MS = 500;
const BATCH = 200;

/**
 * Does what falls due by each account's business time: payments expire, money is released. Every process looks; a
 * command that came second finds nothing left to do.
 */
export class Calendar {
  readonly #pool: pg.Pool;
  readonly #sending: Sending;
  readonly #recovery: Recovery;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<unknown> | null = null;

  constructor(pool: pg.Pool, sending: Sending, recovery: Recovery, clock: Clock, log: Logger) {
    this.#pool = pool;
    this.#sending = sending;
    this.#recovery = recovery;
    this.#clock = clock;
    this.#log = log;
    this.#timer = setInterval(() => {
      this.#running ??= this.run()
        .catch((error) => this.#log.warn({ err: error }, 'what falls due was not looked for'))
        .finally(() => {
          this.#running = null;
        });
    }, LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Does once what is due now, the oldest first; answers how much that was. */
  async run(): Promise<number> {
    const { rows } = await this.#pool.query(
      `select d.*, t.fee_basis_points, t.fee_fixed, t.negative_limit
       from account_head h
       join account t on t.account_id = h.account_id
       cross join lateral (
         select * from due where due.account_id = h.account_id
           and due.due_at <= to_timestamp($1 / 1000.0) + h.clock_offset * interval '1 millisecond'
         order by due.due_at limit ${BATCH}) d
       order by d.due_at limit ${BATCH}`,
      [this.#clock.now()],
    );
    await Promise.all(rows.map((row) => this.#do(row)));
    return rows.length;
  }

  async #do(row: Row): Promise<void> {
    const account = idFromUuid('acct', row.account_id);
    const payment = idFromUuid('pay', row.id);
    const attempt = newId('att');
    const move: Exclude<Move, { kind: 'settle' }> =
      row.kind === 'release' ? { kind: 'release' } : { kind: 'expire', attempt };
    try {
      const result = await this.#sending.perform({
        type: 'move',
        urgency: 'attempt',
        subjects: subjectsOf({ account, key: null, payment, orderId: null }),
        account,
        command: sameId('cmd', attempt),
        payment,
        known: null,
        move,
        terms: termsOfRow(row),
        ownership: this.#sending.ownership,
        at: this.#clock.now(),
        key: null,
        tellBefore: null,
      });
      if (result.kind === 'done' && result.payment.status === 'canceling') {
        await this.#recovery.close(account, payment);
      }
    } catch (error) {
      this.#log.warn({ err: error, payment }, 'what was due was not done and will be tried again');
    }
  }
}
