import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { type AccountId, uuidOf } from '../kernel/ids.ts';
import { Problem, type ProblemCode } from '../kernel/problem.ts';
import { type Statement, statementOf, type Writer } from './columns.ts';
import type { Fences } from './fences.ts';
import { type Head, type Heads, headWriter, lockHead, lockHeads, readHeads } from './heads.ts';
import type { Lane, Row } from './lane.ts';

/** What the queue must know of a command; the rest is its decider's. */
export interface Command {
  readonly account: AccountId;
  /** Outcomes are written before attempts, and never dropped: they tell what already happened outside. */
  readonly urgency: 'outcome' | 'attempt';
  /** Two commands that share a subject (a payment, an order, a key) never share a round. */
  readonly subjects: readonly string[];
}

/**
 * How a module's commands are read, decided and written. `decide` is pure: under the lock of the accounts' heads it
 * sees rows that nobody else can change, so what it decides is what the database will hold.
 */
export interface Decider<C extends Command, Found, Answer> {
  /** Reads sent right behind the locks; their rows come back in the same order. */
  read(commands: readonly C[]): Statement[];
  gather(rows: readonly Row[][]): Found;
  decide(command: C, found: Found, round: Round): Answer;
}

/** What a decider sees of the round it is in, and where it leaves its writes. */
export interface Round {
  /** Database time of the round, milliseconds since the epoch: for leases and deadlines only. */
  readonly now: number;
  /** When the round was sent, by the process's own monotonic clock. */
  readonly sentAt: number;
  readonly heads: Heads;
  write<R>(writer: Writer<R>, row: R): void;
}

export interface CommitQueueOptions {
  readonly lane: Lane;
  readonly fences: Fences;
  /** Every writer there is, in the order in which a round runs them. */
  // biome-ignore lint/suspicious/noExplicitAny: a list of writers of different rows
  readonly writers: readonly Writer<any>[];
  readonly clock: Clock;
  readonly log: Logger;
  /** How long an attempt may wait to be written. */
  readonly patienceMs: number;
  /** Told which heads a round moved, once it is durable. Not told where the answer to COMMIT was lost. */
  readonly onCommitted?: (heads: readonly Head[]) => void;
}

interface Entry {
  // biome-ignore lint/suspicious/noExplicitAny: entries of all deciders wait in one queue
  readonly decider: Decider<any, any, any>;
  readonly command: Command;
  readonly deadline: number;
  skippedSince: number | null;
  /** Called once; null from then on. A command may live on after its caller was told that its fate is not known. */
  settle: { resolve(answer: unknown): void; reject(error: Error): void } | null;
}

type Ran =
  | { readonly kind: 'committed'; readonly answers: readonly unknown[] }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'unavailable'; readonly error: Error }
  | { readonly kind: 'unknown'; readonly n: bigint; readonly answers: readonly unknown[] };

/** The most commands of one urgency in a round, and how many attempts may wait. */
const ROUND_MAX = 256;
const WAITING_MAX = 4096;
/** How long a command whose account is locked elsewhere is tried again. */
const SKIPPED_MAX_MS = 1000;
const RETRY_MS = 50;

/**
 * The cost of a durable payment is the commit, not the work: requests that arrive while a commit is in flight are
 * written together by the next one, in one transaction. The queue knows no domain.
 *
 * A round asks the database twice. First it takes its number, locks the heads of its accounts and reads what its
 * commands must agree on; then every command is decided, in memory, on rows that nobody else can change; then all
 * writes and COMMIT are sent together.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  readonly #sweep: NodeJS.Timeout;
  #outcomes: Entry[] = [];
  #attempts: Entry[] = [];
  #unsettled = new Set<Entry>();
  #n = 0n;
  #wake: (() => void) | null = null;
  #stopping = false;
  #available = true;
  readonly #contended = new Map<AccountId, number>();
  readonly #loop: Promise<void>;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#expire(), 25);
    this.#loop = this.#run();
  }

  /** How many commands wait to be written: for metrics and for readiness. */
  get depth(): number {
    return this.#outcomes.length + this.#attempts.length;
  }

  /** Whether the last round reached the database. */
  get available(): boolean {
    return this.#available;
  }

  /**
   * Resolves with the decider's answer once it is durable. Rejects with `overloaded` or `database_unavailable` when
   * nothing was written, with `outcome_unknown` when that is not known yet, with the error itself when the command
   * alone breaks its round.
   */
  submit<C extends Command, Found, Answer>(decider: Decider<C, Found, Answer>, command: C): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const attempt = command.urgency === 'attempt';
      if (attempt && (this.#stopping || this.#attempts.length >= WAITING_MAX)) {
        reject(new Problem('overloaded', undefined, { retryAfter: 1 }));
        return;
      }
      const deadline = attempt ? this.#options.clock.monotonic() + this.#options.patienceMs : Infinity;
      const settle = { resolve: resolve as (answer: unknown) => void, reject };
      const entry: Entry = { decider, command, deadline, skippedSince: null, settle };
      (attempt ? this.#attempts : this.#outcomes).push(entry);
      if (attempt) this.#unsettled.add(entry);
      this.#wake?.();
    });
  }

  /** Takes no more attempts, writes what waits, closes the lane. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#loop;
    clearInterval(this.#sweep);
    this.#options.lane.close();
  }

  async #run(): Promise<void> {
    for (;;) {
      const batch = this.#take();
      if (batch.length > 0) {
        await this.#commit(batch);
      } else if (this.depth > 0) {
        await pause(RETRY_MS);
      } else if (this.#stopping) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    }
  }

  /** The next round's commands: outcomes first, and no attempt while outcomes wait for room. */
  #take(): Entry[] {
    const subjects = new Set<string>();
    const batch: Entry[] = [];
    this.#outcomes = takeFrom(this.#outcomes, batch, subjects);
    if (this.#outcomes.length < ROUND_MAX) this.#attempts = takeFrom(this.#attempts, batch, subjects);
    return batch;
  }

  /** Writes the batch, whatever it takes: halves it around a poisoned command, waits out a missing database. */
  async #commit(batch: Entry[]): Promise<void> {
    const ran = await this.#round(batch);
    this.#available = ran.kind !== 'unavailable';
    switch (ran.kind) {
      case 'committed':
        for (const [index, entry] of batch.entries()) {
          if (ran.answers[index] !== SKIPPED) this.#resolve(entry, ran.answers[index]);
        }
        return;
      case 'refused': {
        const first = batch[0];
        if (batch.length === 1 && first !== undefined) {
          this.#options.log.error({ err: ran.error }, 'a command broke its round and was refused');
          this.#reject(first, ran.error);
          return;
        }
        const outcomes = batch.filter(({ command }) => command.urgency === 'outcome');
        const half =
          outcomes.length > 0 && outcomes.length < batch.length ? outcomes.length : batch.length >> 1;
        await this.#commit(batch.slice(0, half));
        await this.#commit(batch.slice(half));
        return;
      }
      case 'unavailable':
        this.#options.log.warn({ err: ran.error }, 'the database took no round');
        this.#putBack(batch);
        await pause(RETRY_MS);
        return;
      case 'unknown':
        this.#options.log.warn(
          { n: ran.n.toString() },
          'the answer to a commit was lost; its fate is being asked',
        );
        void this.#options.fences.fateOf(this.#options.lane.id, ran.n).then((fate) => {
          if (fate === 'committed') {
            for (const [index, entry] of batch.entries()) {
              if (ran.answers[index] === SKIPPED) this.#putBack([entry]);
              else this.#resolve(entry, ran.answers[index]);
            }
          } else {
            this.#putBack(batch);
          }
          this.#wake?.();
        });
    }
  }

  async #round(batch: readonly Entry[]): Promise<Ran> {
    const { lane, clock } = this.#options;
    try {
      await lane.open();
    } catch (error) {
      return { kind: 'unavailable', error: error as Error };
    }
    const n = ++this.#n;
    const sentAt = clock.monotonic();
    const groups = groupByDecider(batch);
    const accounts = [...new Set(batch.map(({ command }) => command.account))];
    // Only the first lock of a round waits, so that no two rounds wait for each other; all others are skipped if held.
    const waitedFor = accounts.find((account) => (this.#contended.get(account) ?? 0) > sentAt);
    const reads = [...groups].map(([decider, entries]) =>
      decider.read(entries.map(({ command }) => command)),
    );
    const locks =
      waitedFor === undefined ? [lockHeads(accounts)] : [lockHead(waitedFor), lockHeads(accounts)];
    const asked = await lane.send(['begin', takeNumber(lane, n), ...locks, ...reads.flat()]);
    if (asked.kind === 'lost') return { kind: 'unavailable', error: asked.error };
    if (asked.kind === 'refused') {
      await lane.send(['rollback']);
      if (sqlState(asked.error) === '55P03') {
        if (waitedFor !== undefined) this.#contended.delete(waitedFor);
        this.#skip(batch.filter(({ command }) => command.account === waitedFor));
        this.#putBack(batch.filter(({ command }) => command.account !== waitedFor));
        return { kind: 'committed', answers: batch.map(() => SKIPPED) };
      }
      return isMachineTrouble(asked.error) ? { kind: 'unavailable', error: asked.error } : asked;
    }

    const [numbered, heads] = [
      asked.results[1]?.rows[0],
      readHeads(asked.results[1 + locks.length]?.rows ?? []),
    ];
    const writes = new Map<Writer<never>, unknown[]>();
    const round: Round = {
      now: Number(numbered?.now),
      sentAt,
      heads,
      write(writer, row) {
        const rows = writes.get(writer as Writer<never>);
        if (rows === undefined) writes.set(writer as Writer<never>, [row]);
        else rows.push(row);
      },
    };
    const answers = new Map<Entry, unknown>();
    const skipped: Entry[] = [];
    let at = 2 + locks.length;
    try {
      for (const [index, [decider, entries]] of [...groups].entries()) {
        const count = reads[index]?.length ?? 0;
        const found = decider.gather(asked.results.slice(at, at + count).map(({ rows }) => rows));
        at += count;
        for (const entry of entries) {
          if (heads.has(entry.command.account))
            answers.set(entry, decider.decide(entry.command, found, round));
          else skipped.push(entry);
        }
      }
    } catch (error) {
      await lane.send(['rollback']);
      return { kind: 'refused', error: error as Error };
    }

    for (const { command } of skipped) this.#contended.set(command.account, sentAt + SKIPPED_MAX_MS);
    const moved = heads.changed();
    for (const row of moved) round.write(headWriter, row);
    const statements = [...this.#options.writers, headWriter].flatMap((writer) => {
      const rows = writes.get(writer as Writer<never>);
      return rows === undefined ? [] : [statementOf(writer as Writer<unknown>, rows)];
    });
    if (statements.length < writes.size) {
      await lane.send(['rollback']);
      return { kind: 'refused', error: new Error('a decider used a writer that the queue was not given') };
    }
    const inOrder = batch.map((entry) => (answers.has(entry) ? answers.get(entry) : SKIPPED));
    const wrote = await lane.send([...statements, 'commit']);
    if (wrote.kind === 'lost') return { kind: 'unknown', n, answers: inOrder };
    if (wrote.kind === 'refused') {
      return isMachineTrouble(wrote.error) ? { kind: 'unavailable', error: wrote.error } : wrote;
    }
    if (wrote.results.at(-1)?.command !== 'COMMIT') return { kind: 'unknown', n, answers: inOrder };
    this.#skip(skipped);
    this.#options.fences.passed(lane.id, n);
    if (moved.length > 0) this.#options.onCommitted?.(moved);
    return { kind: 'committed', answers: inOrder };
  }

  /** Puts commands back whose account is locked elsewhere, for at most a second. */
  #skip(entries: readonly Entry[]): void {
    const now = this.#options.clock.monotonic();
    for (const entry of entries) entry.skippedSince ??= now;
    this.#putBack(entries);
  }

  #putBack(entries: readonly Entry[]): void {
    const isOutcome = ({ command }: Entry) => command.urgency === 'outcome';
    this.#outcomes = [...entries.filter(isOutcome), ...this.#outcomes];
    this.#attempts = [
      ...entries.filter((entry) => !isOutcome(entry) && entry.settle !== null),
      ...this.#attempts,
    ];
  }

  /** Answers callers whose time is over: what still waits was not written, of what is in flight nothing is known. */
  #expire(): void {
    const now = this.#options.clock.monotonic();
    let dropped = false;
    for (const entry of this.#unsettled) {
      const overdue = entry.deadline <= now;
      const locked = entry.skippedSince !== null && entry.skippedSince + SKIPPED_MAX_MS <= now;
      if (!overdue && !locked) continue;
      const waits = this.#attempts.includes(entry);
      if (!waits && !overdue) continue;
      dropped ||= waits;
      const code: ProblemCode = !waits
        ? 'outcome_unknown'
        : this.#available
          ? 'overloaded'
          : 'database_unavailable';
      this.#reject(entry, new Problem(code, undefined, { retryAfter: 1 }));
    }
    if (dropped) this.#attempts = this.#attempts.filter(({ settle }) => settle !== null);
  }

  #resolve(entry: Entry, answer: unknown): void {
    this.#unsettled.delete(entry);
    entry.settle?.resolve(answer);
    entry.settle = null;
  }

  #reject(entry: Entry, error: Error): void {
    this.#unsettled.delete(entry);
    entry.settle?.reject(error);
    entry.settle = null;
  }
}

/** Stands for the answer of a command whose head was not got; it goes into a later round. */
const SKIPPED = Symbol('skipped');

function takeFrom(waiting: Entry[], batch: Entry[], subjects: Set<string>): Entry[] {
  const rest: Entry[] = [];
  let taken = 0;
  for (const entry of waiting) {
    if (taken >= ROUND_MAX || entry.command.subjects.some((subject) => subjects.has(subject))) {
      rest.push(entry);
    } else {
      batch.push(entry);
      taken++;
    }
    // Also of those left behind, so that commands on one subject keep their order.
    for (const subject of entry.command.subjects) subjects.add(subject);
  }
  return rest;
}

function groupByDecider(batch: readonly Entry[]): Map<Entry['decider'], Entry[]> {
  const groups = new Map<Entry['decider'], Entry[]>();
  for (const entry of batch) {
    const group = groups.get(entry.decider);
    if (group === undefined) groups.set(entry.decider, [entry]);
    else group.push(entry);
  }
  return groups;
}

function takeNumber(lane: Lane, n: bigint): Statement {
  return {
    name: 'round',
    text: 'insert into round (lane, n) values ($1, $2) returning (extract(epoch from now()) * 1000)::float8 as now',
    values: [uuidOf(lane.id), n.toString()],
  };
}

function sqlState(error: Error): string | undefined {
  return (error as Error & { code?: string }).code;
}

/** Insufficient resources, operator intervention, system errors: the command is not at fault, and nothing was written. */
function isMachineTrouble(error: Error): boolean {
  return /^(53|57|58|25P03|40|55P03)/.test(sqlState(error) ?? '');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
