import type { AccountId } from '../../kernel/ids.ts';
import { type Statement, type Writer, writesOf } from '../statements.ts';
import { isMachineTrouble } from '../trouble.ts';
import {
  beginRound,
  type Head,
  type Heads,
  headWriter,
  lockHead,
  readHeads,
  TIME_TOLERANCE_MS,
} from './heads.ts';
import { BEGIN, type RoundLane, type Row, type Sent } from './lane.ts';

/** What the queue must know of a command; the rest is its decider's. */
export interface Command {
  readonly account: AccountId;
  /** An outcome tells what has already happened outside. It is written before attempts, and it is never dropped. */
  readonly urgency: 'outcome' | 'attempt';
  /** What the command is about: a payment, an order, a key. Two commands that share a subject never share a round. */
  readonly subjects: readonly string[];
}

/**
 * How a module's commands are read, decided and written. `decide` is a pure function. The round holds the lock on the
 * accounts' heads, so nobody else can change the rows that it is given, and what it decides is what the database will hold.
 */
export interface Decider<C extends Command, Found, Answer> {
  /** The questions that are sent right behind the locks; null for one that these commands need not ask. */
  read(commands: readonly C[]): (Statement | null)[];
  /** Makes something of the rows that came back, in the order of the questions. A question not asked has no rows. */
  gather(rows: readonly Row[][]): Found;
  /**
   * Whether the command may be decided before anything was read, as if nothing were found. It may if the database refuses
   * what it then writes, by a constraint or an assertion, in case there was something to find. Without this function no
   * command may.
   * @param latest the database's time will not be later than this.
   */
  ahead?(command: C, latest: number): boolean;
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

/** A command that waits or is in flight, with what its round must know. */
export interface Entry {
  // biome-ignore lint/suspicious/noExplicitAny: entries of all deciders wait in one queue
  readonly decider: Decider<any, any, any>;
  readonly command: Command;
  /** Its caller was told that nothing was written, so it must not be written any more. */
  abandoned: boolean;
}

/** The answer of a command that was left out of the round, most often because another process held its head. */
export const SKIPPED = Symbol('skipped');

/** What the commands of a round come to. */
export interface Decisions<E extends Entry> {
  /** Null where there is nothing to write. */
  readonly writes: Statement | null;
  /** In the order of the batch. */
  readonly answers: readonly unknown[];
  readonly skipped: readonly E[];
  /** The heads of the round, as they are once it is committed. */
  readonly heads: Heads;
  /** Those of them that the round changes. */
  readonly moved: readonly Head[];
  /** The database's time of the round. */
  readonly now: number;
}

/** What an open round came to before anything was written. */
export type Decided<E extends Entry> =
  | { readonly kind: 'decided'; readonly decisions: Decisions<E> }
  /** The head that the round waited for stayed locked. */
  | { readonly kind: 'blocked'; readonly account: AccountId }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'unavailable'; readonly error: Error };

/** A round whose first half has been sent: it takes its number, locks its heads and reads what its commands must agree on. */
export class OpenRound<E extends Entry> {
  readonly n: bigint;
  readonly batch: readonly E[];
  readonly #lane: RoundLane;
  /** By the process's own monotonic clock. */
  readonly sentAt: number;
  readonly #waitedFor: AccountId | null;
  readonly #groups: ReadonlyMap<Entry['decider'], readonly E[]>;
  readonly #reads: readonly (Statement | null)[][];
  readonly #asked: Promise<Sent>;

  /**
   * Sends the round's first half.
   * @param waitedFor the one account whose head the round waits for. Other heads are left out when another round holds
   *   them. Only the first lock of a round may wait, because two rounds that hold locks could wait for each other.
   */
  constructor(lane: RoundLane, n: bigint, batch: readonly E[], sentAt: number, waitedFor: AccountId | null) {
    this.#lane = lane;
    this.n = n;
    this.batch = batch;
    this.sentAt = sentAt;
    this.#waitedFor = waitedFor;
    this.#groups = groupByDecider(batch);
    let reads: (Statement | null)[][] = [];
    try {
      reads = [...this.#groups].map(([decider, entries]) =>
        decider.read(entries.map(({ command }) => command)),
      );
      const accounts = [...new Set(batch.map(({ command }) => command.account))];
      this.#asked = lane.send([
        BEGIN,
        ...(waitedFor === null ? [] : [lockHead(waitedFor)]),
        beginRound(lane.id, n, accounts),
        ...reads.flat().filter((read) => read !== null),
      ]);
    } catch (error) {
      // A command that cannot even be asked about is refused like one that breaks its round: alone, once it is found.
      this.#asked = Promise.resolve({ kind: 'refused', error: error as Error });
    }
    this.#reads = reads;
  }

  /** Decides every command on what was read. Nothing is written yet. A round that comes to no decision is rolled back. */
  async decide(): Promise<Decided<E>> {
    const asked = await this.#asked;
    if (asked.kind === 'lost') return { kind: 'unavailable', error: asked.error };
    if (asked.kind === 'refused') {
      await this.#lane.send(['rollback']);
      if (this.#waitedFor !== null && sqlState(asked.error) === '55P03') {
        return { kind: 'blocked', account: this.#waitedFor };
      }
      return isMachineTrouble(asked.error) ? { kind: 'unavailable', error: asked.error } : asked;
    }
    try {
      return this.#decideOn(asked.results);
    } catch (error) {
      await this.#lane.send(['rollback']);
      return { kind: 'refused', error: error as Error };
    }
  }

  /** Rolls back what was only read. */
  async abandon(): Promise<void> {
    if ((await this.#asked).kind !== 'lost') await this.#lane.send(['rollback']);
  }

  #decideOn(results: Extract<Sent, { kind: 'done' }>['results']): Decided<E> {
    const answers = results
      .slice(this.#waitedFor === null ? 1 : 2)
      .map(({ rows }) => rows)
      [Symbol.iterator]();
    const rowsOfNext = () => answers.next().value ?? [];
    const locked = rowsOfNext();
    const found = new Map(
      [...this.#groups.keys()].map((decider, index) => [
        decider,
        decider.gather(this.#reads[index]?.map((read) => (read === null ? [] : rowsOfNext())) ?? []),
      ]),
    );
    const moment = { heads: readHeads(locked), now: locked[0]?.now, sentAt: this.sentAt };
    const { decisions } = decideBatch(this.batch, moment, (decider) => found.get(decider));
    return { kind: 'decided', decisions };
  }
}

/**
 * Decides a batch before the database is asked, on the heads as they are remembered and as if nothing were found. Null
 * where a command may not be decided so, and where a decision wrote nothing: the database refuses wrong guesses by
 * refusing writes, so without one a wrong guess would pass.
 */
export function decideAhead<E extends Entry>(batch: readonly E[], moment: Moment): Decisions<E> | null {
  const latest = moment.now + TIME_TOLERANCE_MS;
  if (!batch.every(({ decider, command }) => decider.ahead?.(command, latest))) return null;
  const deciders = new Set(batch.map(({ decider }) => decider));
  const nothing = new Map([...deciders].map((decider) => [decider, decider.gather([])]));
  try {
    const { decisions, silent } = decideBatch(batch, moment, (decider) => nothing.get(decider));
    return silent ? null : decisions;
  } catch {
    // The batch is decided again after asking, and by halving it the command at fault is found.
    return null;
  }
}

type Moment = Pick<Round, 'heads' | 'now' | 'sentAt'>;

function decideBatch<E extends Entry>(
  batch: readonly E[],
  moment: Moment,
  foundOf: (decider: Entry['decider']) => unknown,
): { decisions: Decisions<E>; silent: boolean } {
  const { heads } = moment;
  const writes = new Map<Writer<never>, unknown[]>();
  let written = 0;
  const round: Round = {
    ...moment,
    write(writer, row) {
      written++;
      const rows = writes.get(writer as Writer<never>);
      if (rows === undefined) writes.set(writer as Writer<never>, [row]);
      else rows.push(row);
    },
  };
  let silent = false;
  const skipped: E[] = [];
  const answers: unknown[] = Array(batch.length);
  for (const [index, entry] of byAccount(batch)) {
    if (!heads.has(entry.command.account) || entry.abandoned) {
      skipped.push(entry);
      silent = true;
      answers[index] = SKIPPED;
      continue;
    }
    const before = written;
    answers[index] = entry.decider.decide(entry.command, foundOf(entry.decider), round);
    silent ||= written === before;
  }
  const moved = heads.changed();
  for (const head of moved) round.write(headWriter, head);
  return {
    decisions: {
      writes: writes.size === 0 ? null : writesOf(writes),
      answers,
      skipped,
      heads,
      moved,
      now: moment.now,
    },
    silent,
  };
}

/**
 * A batch with its indexes, sorted by account. Each account's commands keep their order. Rows that are neighbours in the
 * tables are so written one after another, which touches fewer pages.
 */
function byAccount<E extends Entry>(batch: readonly E[]): (readonly [index: number, entry: E])[] {
  return [...batch.entries()].sort(([, { command: one }], [, { command: other }]) =>
    one.account < other.account ? -1 : Number(one.account > other.account),
  );
}

function sqlState(error: Error): string | undefined {
  return (error as Error & { code?: string }).code;
}

function groupByDecider<E extends Entry>(batch: readonly E[]): Map<Entry['decider'], E[]> {
  const groups = new Map<Entry['decider'], E[]>();
  for (const entry of batch) {
    const group = groups.get(entry.decider);
    if (group === undefined) groups.set(entry.decider, [entry]);
    else group.push(entry);
  }
  return groups;
}
