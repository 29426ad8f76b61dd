import type pg from 'pg';
import type { Logger } from 'pino';
import type { Row } from '../../database/index.ts';
import type { Account, AccountDirectory } from '../../identity/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type AccountId, idFromUuid, newId, sameId, uuidOf } from '../../kernel/ids.ts';
import { Repeating } from '../../kernel/repeating.ts';
import { type MoveCommand, subjectsOf } from '../round/commands.ts';
import type { Due } from '../rules/due.ts';
import type { PaymentProcessor } from './processor.ts';
import type { Recovery } from './recovery.ts';

const LOOK_MS = 500;
const BATCH = 200;
/** How many due moments are run one by one when time is advanced; what is left after them falls due at once. */
const MOMENTS_MAX = 1_000;

/**
 * Runs what falls due in each account's business time: expiry, release and return. Every process does so; a command
 * that comes second finds nothing left to do.
 */
export class Scheduler {
  readonly #pool: pg.Pool;
  readonly #accounts: AccountDirectory;
  readonly #processor: PaymentProcessor;
  readonly #recovery: Recovery;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #repeating: Repeating;

  constructor(
    pool: pg.Pool,
    accounts: AccountDirectory,
    processor: PaymentProcessor,
    recovery: Recovery,
    clock: Clock,
    log: Logger,
  ) {
    this.#pool = pool;
    this.#accounts = accounts;
    this.#processor = processor;
    this.#recovery = recovery;
    this.#clock = clock;
    this.#log = log;
    this.#repeating = new Repeating(
      LOOK_MS,
      () => this.run(),
      (error) => this.#log.warn({ err: error }, 'what falls due was not looked for'),
    );
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
  }

  /** Runs once what is due now, oldest first, and returns how many there were. */
  async run(): Promise<number> {
    const { rows } = await this.#pool.query(
      `select d.* from account_head h
       cross join lateral (
         select * from due where due.account_id = h.account_id
           and due.due_at <= to_timestamp($1 / 1000.0) + h.clock_offset * interval '1 millisecond'
         order by due.due_at limit ${BATCH}) d
       order by d.due_at limit ${BATCH}`,
      [this.#clock.now()],
    );
    await this.#doAll(rows);
    return rows.length;
  }

  /** The account's business time this many milliseconds from now. */
  async momentIn(account: AccountId, milliseconds: number): Promise<number> {
    return this.#clock.now() + (await this.#offsetOf(account)) + milliseconds;
  }

  /**
   * Advances the account's business time to `until`, and runs what falls due on the way, each at its own moment and
   * in order. Doing it twice changes nothing. Returns the business time reached.
   */
  async advanceTo(account: AccountId, until: number): Promise<number> {
    let reached = 0;
    for (let moments = 0; moments < MOMENTS_MAX; moments++) {
      const { rows } = await this.#pool.query(
        `select min(due_at) as at from due
         where account_id = $1 and due_at > to_timestamp($2 / 1000.0) and due_at <= to_timestamp($3 / 1000.0)`,
        [uuidOf(account), reached, until],
      );
      if (rows[0].at === null) break;
      reached = rows[0].at;
      await this.#moveTo(account, reached);
      await this.#doAllOf(account, reached);
    }
    await this.#moveTo(account, until);
    // Then everything that these steps made due, at once.
    await this.#doAllOf(account, until);
    return this.momentIn(account, 0);
  }

  async #offsetOf(account: AccountId): Promise<number> {
    const { rows } = await this.#pool.query('select clock_offset from account_head where account_id = $1', [
      uuidOf(account),
    ]);
    return Number(rows[0].clock_offset);
  }

  /** Moves business time forward to that moment; never back. */
  async #moveTo(account: AccountId, moment: number): Promise<void> {
    const now = this.#clock.now();
    await this.#pool.query(
      `with moved as (update account_head set clock_offset = $2 where account_id = $1 and clock_offset < $2
                      returning account_id, clock_offset)
       insert into clock_move (account_id, clock_offset, moved_at)
       select account_id, clock_offset, to_timestamp($3 / 1000.0) from moved`,
      [uuidOf(account), Math.ceil(moment - now), now],
    );
  }

  /** Runs what is due by that moment, and what falls due as a consequence. What fails now stays due. */
  async #doAllOf(account: AccountId, moment: number): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      const { rows } = await this.#pool.query(
        `select * from due where account_id = $1 and due_at <= to_timestamp($2 / 1000.0)
         order by due_at limit ${BATCH}`,
        [uuidOf(account), moment],
      );
      const fresh = rows.filter(({ due_at, kind, id }) => !tried.has(`${due_at} ${kind} ${id}`));
      if (fresh.length === 0) return;
      for (const { due_at, kind, id } of fresh) tried.add(`${due_at} ${kind} ${id}`);
      await this.#doAll(fresh);
    }
  }

  async #doAll(rows: readonly Row[]): Promise<void> {
    const accounts = await this.#accounts.findAll(rows.map((row) => idFromUuid('acct', row.account_id)));
    await Promise.all(rows.map((row) => this.#do(row, accounts)));
  }

  async #do(row: Row, accounts: ReadonlyMap<AccountId, Account>): Promise<void> {
    const account = idFromUuid('acct', row.account_id);
    const payment = idFromUuid('pay', row.id);
    const attempt = newId('att');
    const kind: Due['kind'] = row.kind;
    const move: MoveCommand['move'] = kind === 'release' ? { kind } : { kind, attempt };
    try {
      const terms = accounts.get(account)?.terms;
      if (terms === undefined) throw new Error(`there is no account ${account}`);
      const result = await this.#processor.perform({
        type: 'move',
        urgency: 'attempt',
        subjects: subjectsOf({ account, key: null, payment, orderId: null }),
        account,
        command: sameId('cmd', attempt),
        payment,
        known: null,
        move,
        terms,
        ownership: this.#processor.ownership,
        at: this.#clock.now(),
        key: null,
      });
      if (result.kind === 'done' && result.payment.status === 'canceling') {
        await this.#recovery.close(account, payment);
      }
    } catch (error) {
      this.#log.warn({ err: error, payment }, 'what was due was not done and will be tried again');
    }
  }
}
