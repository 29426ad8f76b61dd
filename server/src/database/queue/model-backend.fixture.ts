import type { QueryResult } from 'pg';
import type { Statement } from '../statements.ts';
import { headWriter } from './heads.ts';
import { BEGIN, type Row } from './lane.ts';
import {
  keyReader,
  type ModelDatabase,
  markWriter,
  POLL_MS,
  refusal,
  type Transaction,
} from './model-database.fixture.ts';

export type Answered = Pick<QueryResult<Row>, 'command' | 'rows'> | Error;

const LOCK_TIMEOUT_MS = 250;
const IDLE_TIMEOUT_MS = 1000;

interface TroubleAhead {
  readonly at: typeof BEGIN | 'commit';
  readonly when: 'before' | 'after';
  /** Null if the backend dies. */
  readonly frozenMs: number | null;
}

interface Asked {
  readonly statement: Statement | string;
  readonly answer: (result: Answered) => void;
}

/** One session at the database. It executes what it was sent in order, even if its client has left meanwhile. */
export class Backend {
  readonly #database: ModelDatabase;
  readonly #inbox: Asked[] = [];
  #transaction: Transaction | null = null;
  #working = false;
  #idleSince = 0;
  frozenUntil = 0;
  dead = false;
  clientLeft = false;
  /** What happens at the next statement of a kind: right before it is executed, or between executing and answering it. */
  troubleAhead: TroubleAhead | null = null;
  /** The error with which the next statement is refused, whatever it is. */
  refuseNext: string | null = null;

  constructor(database: ModelDatabase) {
    this.#database = database;
    database.backends.add(this);
  }

  ask(asked: Asked): void {
    if (this.dead) asked.answer(new Error('Connection terminated'));
    else this.#inbox.push(asked);
    void this.#work();
  }

  /** Its client has closed the connection. It ends when it has executed what it was sent before. */
  leave(): void {
    this.clientLeft = true;
    void this.#work();
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.#database.backends.delete(this);
    if (this.#transaction !== null) this.#database.end(this.#transaction, false);
    this.#transaction = null;
    for (const { answer } of this.#inbox.splice(0)) answer(new Error('Connection terminated unexpectedly'));
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    const { time, random } = this.#database;
    while (!this.dead) {
      await time.wait(random() * 3);
      await this.#awake();
      if (this.dead) break;
      const asked = this.#inbox.shift();
      if (asked === undefined) break;
      await this.#troubleAt(asked.statement, 'before');
      if (this.dead) {
        asked.answer(new Error('Connection terminated unexpectedly'));
        break;
      }
      const result = await this.#execute(asked.statement).catch((error: Error) => {
        if (this.#transaction !== null) this.#transaction.aborted = true;
        return error;
      });
      await this.#troubleAt(asked.statement, 'after');
      asked.answer(this.dead ? new Error('Connection terminated unexpectedly') : result);
    }
    this.#working = false;
    if (this.dead) return;
    if (this.clientLeft) this.die();
    else if (this.#transaction !== null) this.#endWhenIdle();
  }

  /** The moments that matter most. Random moments would seldom hit them. */
  async #troubleAt(statement: Statement | string, when: 'before' | 'after'): Promise<void> {
    if (this.troubleAhead?.at !== statement || this.troubleAhead.when !== when) return;
    const { frozenMs } = this.troubleAhead;
    this.troubleAhead = null;
    if (frozenMs === null) this.die();
    else {
      this.frozenUntil = this.#database.time.monotonic() + frozenMs;
      await this.#awake();
    }
  }

  async #awake(): Promise<void> {
    const { time } = this.#database;
    while (time.monotonic() < this.frozenUntil) await time.wait(this.frozenUntil - time.monotonic());
    await this.#database.awake();
  }

  /** Does what `idle_in_transaction_session_timeout` does. */
  #endWhenIdle(): void {
    const { time, random } = this.#database;
    const since = time.monotonic();
    this.#idleSince = since;
    time.after(IDLE_TIMEOUT_MS, async () => {
      await this.#awake();
      // When it wakes, it may see either the timer or what it was sent meanwhile first.
      const frozen = time.monotonic() > since + IDLE_TIMEOUT_MS;
      if (
        this.#idleSince === since &&
        this.#transaction !== null &&
        (!this.#working || (frozen && random() < 0.5))
      )
        this.die();
    });
  }

  async #execute(statement: Statement | string): Promise<Pick<QueryResult<Row>, 'command' | 'rows'>> {
    this.#idleSince = -1;
    if (this.refuseNext !== null) {
      const code = this.refuseNext;
      this.refuseNext = null;
      throw refusal(code);
    }
    if (statement === 'commit' || statement === 'rollback') {
      const transaction = this.#transaction;
      this.#transaction = null;
      const commits = transaction !== null && statement === 'commit' && !transaction.aborted;
      if (transaction !== null) this.#database.end(transaction, commits);
      return {
        command: statement === 'commit' && (commits || transaction === null) ? 'COMMIT' : 'ROLLBACK',
        rows: [],
      };
    }
    if (statement === BEGIN) {
      this.#transaction ??= this.#database.begin();
      return { command: 'BEGIN', rows: [] };
    }
    const transaction = this.#transaction;
    // Outside a transaction the session is read-only.
    if (transaction === null) throw refusal('25006');
    if (transaction.aborted) throw refusal('25P02');
    const { name, values, text } = statement as Statement;
    switch (name) {
      case 'head':
        await this.#within(LOCK_TIMEOUT_MS, () =>
          this.#database.lock(transaction, uuidsOf(values[0])[0] as string),
        );
        return { command: 'SELECT', rows: [] };
      case 'round':
        await this.#takeNumber(transaction, values);
        return { command: 'SELECT', rows: this.#lockFree(transaction, uuidsOf(values[2])) };
      case 'round ahead':
        await this.#takeNumber(transaction, values);
        return { command: 'SELECT', rows: this.#proveHeads(transaction, values) };
      case keyReader.name:
        return { command: 'SELECT', rows: this.#standing(values) };
      default:
        this.#write(transaction, text, values);
        return { command: 'SELECT', rows: [] };
    }
  }

  async #takeNumber(transaction: Transaction, [lane, n]: unknown[]): Promise<void> {
    const number = `${lane} ${n}`;
    await this.#within(LOCK_TIMEOUT_MS, () => !this.#database.isBeingInserted(transaction, number));
    if (this.#database.rounds.has(number)) throw refusal('23505');
    transaction.rounds.set(number, 'round');
  }

  #lockFree(transaction: Transaction, accounts: readonly string[]): Row[] {
    return accounts
      .filter((account) => this.#database.lock(transaction, account))
      .map((account) => ({
        account_id: account,
        event_seq: this.#database.headOf(account),
        // The queue stores the hash and never interprets it.
        event_hash: Buffer.alloc(32),
        clock_offset: 0n,
        ids_to: 0n,
        now: this.#database.time.now(),
      }));
  }

  #proveHeads(transaction: Transaction, values: unknown[]): Row[] {
    const seqs = bigintsOf(values[3]);
    for (const [index, account] of uuidsOf(values[2]).entries()) {
      const free = this.#database.lock(transaction, account);
      if (!free || this.#database.headOf(account) !== seqs[index]) throw refusal('22012');
    }
    const now = this.#database.time.now();
    if (Math.abs(now - (values.at(-1) as number)) > 1000) throw refusal('22012');
    return [{ now }];
  }

  #standing([accounts, keys]: unknown[]): Row[] {
    const asked = bigintsOf(keys);
    return uuidsOf(accounts).flatMap((account, index) => {
      const key = asked[index] as bigint;
      return this.#database.hasKey(account, key) ? [{ account, key }] : [];
    });
  }

  #write(transaction: Transaction, text: string, values: unknown[]): void {
    let at = 0;
    for (const [, name] of text.matchAll(/^(?:with )?(\w+) as \(/gm)) {
      const { columns } = name === headWriter.name ? headWriter : markWriter;
      const [accounts, ...rest] = values.slice(at, at + Object.keys(columns).length);
      at += Object.keys(columns).length;
      for (const [index, account] of uuidsOf(accounts).entries()) {
        const [seq, number, key] = rest.slice(0, 3).map((column) => bigintsOf(column)[index]) as [
          bigint,
          bigint,
          bigint,
        ];
        if (name === headWriter.name) transaction.heads.set(account, seq);
        else {
          if (number < 0n) throw refusal('23514');
          if (key !== 0n && this.#database.hasKey(account, key)) throw refusal('23505');
          transaction.marks.push({ account, seq, number, key });
        }
      }
    }
  }

  async #within(milliseconds: number, done: () => boolean): Promise<void> {
    const { time } = this.#database;
    const until = time.monotonic() + milliseconds;
    while (!done()) {
      if (time.monotonic() >= until) throw refusal('55P03');
      await time.wait(POLL_MS);
      if (this.dead) throw new Error('Connection terminated unexpectedly');
    }
  }
}

function elementsOf(array: unknown): Buffer[] {
  const buffer = array as Buffer;
  const elements: Buffer[] = [];
  if (buffer.readInt32BE(0) === 0) return elements;
  for (let at = 20; at < buffer.length; ) {
    const length = buffer.readInt32BE(at);
    elements.push(buffer.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return elements;
}

function uuidsOf(array: unknown): string[] {
  return elementsOf(array).map((bytes) =>
    bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
}

function bigintsOf(array: unknown): bigint[] {
  return elementsOf(array).map((bytes) => bytes.readBigInt64BE());
}
