import type pg from 'pg';
import type { Row } from '../../database/index.ts';
import type { Account, AccountDirectory } from '../../identity/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type AccountId, idFromUuid, newId, sameId, uuidOf } from '../../kernel/ids.ts';
import { Repeating } from '../../kernel/repeating.ts';
import type { Log } from '../../kernel/seldom.ts';
import { SetAside } from '../../kernel/set-aside.ts';
import { type MoveCommand, subjectsOf } from '../round/commands.ts';
import type { Due } from '../rules/due.ts';
import { moveOffset, offsetOf } from '../store/business-clock.ts';
import type { PaymentProcessor } from './processor.ts';
import type { Recovery } from './recovery.ts';

const LOOK_MS = 500;
const BATCH = 200;
/** How many due moments are run one by one when time is advanced; what is left after them falls due at once. */
const MOMENTS_MAX = 1_000;

/** The place of a due row among all: every look begins where the one before it ended. */
interface Place {
  readonly at: string;
  readonly account: string;
  readonly id: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';
const START: Place = { at: '-infinity', account: NIL, id: NIL };

/**
 * Runs what falls due in each account's business time: expiry, release and return. Every process does so; a command
 * that comes second finds nothing left to do. What fails is set aside for a while, and never keeps others waiting.
 */
export class Scheduler {
  readonly #pool: pg.Pool;
  readonly #accounts: AccountDirectory;
  readonly #processor: PaymentProcessor;
  readonly #recovery: Recovery;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #setAside: SetAside;
  readonly #repeating: Repeating;
  #place = START;

  constructor(
    pool: pg.Pool,
    accounts: AccountDirectory,
    processor: PaymentProcessor,
    recovery: Recovery,
    clock: Clock,
    log: Log,
  ) {
    this.#pool = pool;
    this.#accounts = accounts;
    this.#processor = processor;
    this.#recovery = recovery;
    this.#clock = clock;
    this.#log = log;
    this.#setAside = new SetAside(clock, LOOK_MS);
    this.#repeating = new Repeating(
      LOOK_MS,
      () => this.run(),
      (error) => this.#log.warn({ err: error }, 'what falls due was not looked for'),
    );
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
  }

  /** Looks once at what is due now, oldest first, and runs what is not set aside. Returns how many it ran. */
  async run(): Promise<number> {
    const { at, account, id } = this.#place;
    const { rows } = await this.#pool.query(
      `select d.*, d.due_at::text as place from account_head h
       cross join lateral (
         select * from due where due.account_id = h.account_id
           and due.due_at <= to_timestamp($1 / 1000.0) + h.clock_offset * interval '1 millisecond'
           and due.due_at >= $2::timestamptz and (due.due_at, due.account_id, due.id) > ($2::timestamptz, $3::uuid, $4::uuid)
         order by due.due_at, due.id limit ${BATCH}) d
       order by d.due_at, d.account_id, d.id limit ${BATCH}`,
      [this.#clock.now(), at, account, id],
    );
    // A full page may have others behind it, which come next, whatever becomes of this one.
    const last = rows[BATCH - 1];
    this.#place = last === undefined ? START : { at: last.place, account: last.account_id, id: last.id };
    const open = rows.filter((row) => !this.#setAside.holds(nameOf(row)));
    await this.#doAll(open);
    return open.length;
  }

  /**
   * Advances the account's business time to so many milliseconds ahead of real time, and runs what falls due on the way,
   * each at its own moment and in order. Doing it twice changes nothing. Returns the business time reached.
   */
  async advanceTo(account: AccountId, target: number): Promise<number> {
    let reached = 0;
    for (let moments = 0; moments < MOMENTS_MAX; moments++) {
      const now = this.#clock.now();
      const { rows } = await this.#pool.query(
        `select min(due_at) as at from due
         where account_id = $1 and due_at > to_timestamp($2 / 1000.0) and due_at <= to_timestamp($3 / 1000.0)`,
        [uuidOf(account), reached, now + target],
      );
      if (rows[0].at === null) break;
      reached = rows[0].at;
      await moveOffset(this.#pool, account, Math.ceil(reached - now), now);
      await this.#doAllOf(account, reached);
    }
    const now = this.#clock.now();
    await moveOffset(this.#pool, account, target, now);
    // Then everything that these steps made due, at once.
    await this.#doAllOf(account, now + target);
    return this.#clock.now() + (await offsetOf(this.#pool, account));
  }

  /** Runs what is due by that moment, and what falls due as a consequence. What fails now stays due. */
  async #doAllOf(account: AccountId, moment: number): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      const { rows } = await this.#pool.query(
        `select * from due where account_id = $1 and due_at <= to_timestamp($2 / 1000.0)
         order by due_at, id limit $3`,
        // What was tried and still stands must not hide what is behind it.
        [uuidOf(account), moment, BATCH + tried.size],
      );
      const fresh = rows.filter((row) => !tried.has(nameOf(row)));
      if (fresh.length === 0) return;
      for (const row of fresh) tried.add(nameOf(row));
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
        actor: null,
      });
      if (result.kind === 'done' && result.payment.status === 'canceling') {
        await this.#recovery.close(account, payment);
      }
      // What is refused has been done by another process, or cannot be done yet.
      if (result.kind === 'done') this.#setAside.succeeded(nameOf(row));
      else this.#setAside.failed(nameOf(row));
    } catch (error) {
      this.#setAside.failed(nameOf(row));
      this.#log.warn({ err: error, payment }, 'what was due was not done and will be tried again');
    }
  }
}

function nameOf({ due_at, kind, id }: Row): string {
  return `${due_at} ${kind} ${id}`;
}
