import type { AccountId } from '../kernel/ids.ts';
import { uuidOf } from '../kernel/ids.ts';
import { type Statement, statementOf, type Writer } from './columns.ts';
import { type Head, type Heads, headWriter, lockHead, lockHeads, readHeads } from './heads.ts';
import type { Lane, Row, Sent } from './lane.ts';
import { isMachineTrouble } from './trouble.ts';

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

/** A command that waits or is in flight, with what its round must know. */
export interface Entry {
  // biome-ignore lint/suspicious/noExplicitAny: entries of all deciders wait in one queue
  readonly decider: Decider<any, any, any>;
  readonly command: Command;
  /** Its caller was told that nothing was written, so nothing may be. */
  abandoned: boolean;
}

/** Stands for the answer of a command that was left out of the round, most often because its head was not got. */
export const SKIPPED = Symbol('skipped');

/** What a round came to before anything was written. */
export type Decided<E extends Entry> =
  | {
      readonly kind: 'decided';
      readonly statements: readonly Statement[];
      /** In the order of the batch. */
      readonly answers: readonly unknown[];
      readonly skipped: readonly E[];
      /** The heads that the round moves on. */
      readonly moved: readonly Head[];
    }
  /** The head that the round waited for stayed locked. */
  | { readonly kind: 'blocked'; readonly account: AccountId }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'unavailable'; readonly error: Error };

/** A round that has its number, has locked its heads and reads what its commands must agree on. */
export class OpenRound<E extends Entry> {
  readonly n: bigint;
  readonly batch: readonly E[];
  readonly #lane: Lane;
  /** By the process's own monotonic clock. */
  readonly sentAt: number;
  readonly #waitedFor: AccountId | null;
  readonly #groups: ReadonlyMap<Entry['decider'], readonly E[]>;
  readonly #reads: readonly Statement[][];
  readonly #asked: Promise<Sent>;

  /**
   * Sends the round's first half.
   * @param waitedFor the one account whose head is waited for; all others are left out when another round holds them.
   *   Only the first lock of a round waits, so that no two rounds wait for each other.
   */
  constructor(lane: Lane, n: bigint, batch: readonly E[], sentAt: number, waitedFor: AccountId | null) {
    this.#lane = lane;
    this.n = n;
    this.batch = batch;
    this.sentAt = sentAt;
    this.#waitedFor = waitedFor;
    this.#groups = groupByDecider(batch);
    this.#reads = [...this.#groups].map(([decider, entries]) =>
      decider.read(entries.map(({ command }) => command)),
    );
    this.#asked = lane.send(['begin', takeNumber(lane, n), ...this.#locks(), ...this.#reads.flat()]);
  }

  /** Decides every command on what was read. Nothing is written: where it does not decide, the round is rolled back. */
  async decide(writers: readonly Writer<never>[]): Promise<Decided<E>> {
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
      return this.#decideOn(asked.results, writers);
    } catch (error) {
      await this.#lane.send(['rollback']);
      return { kind: 'refused', error: error as Error };
    }
  }

  /** Rolls back what was only read. */
  async abandon(): Promise<void> {
    if ((await this.#asked).kind !== 'lost') await this.#lane.send(['rollback']);
  }

  #decideOn(
    results: Extract<Sent, { kind: 'done' }>['results'],
    writers: readonly Writer<never>[],
  ): Decided<E> {
    const locks = this.#locks().length;
    const heads = readHeads(results[1 + locks]?.rows ?? []);
    const writes = new Map<Writer<never>, unknown[]>();
    const round: Round = {
      now: results[1]?.rows[0]?.now,
      sentAt: this.sentAt,
      heads,
      write(writer, row) {
        const rows = writes.get(writer as Writer<never>);
        if (rows === undefined) writes.set(writer as Writer<never>, [row]);
        else rows.push(row);
      },
    };
    const decided = new Map<E, unknown>();
    let at = 2 + locks;
    for (const [index, [decider, entries]] of [...this.#groups].entries()) {
      const count = this.#reads[index]?.length ?? 0;
      const found = decider.gather(results.slice(at, at + count).map(({ rows }) => rows));
      at += count;
      for (const entry of entries) {
        if (heads.has(entry.command.account) && !entry.abandoned)
          decided.set(entry, decider.decide(entry.command, found, round));
      }
    }
    const moved = heads.changed();
    for (const head of moved) round.write(headWriter, head);
    const statements = [...writers, headWriter].flatMap((writer) => {
      const rows = writes.get(writer as Writer<never>);
      return rows === undefined ? [] : [statementOf(writer as Writer<unknown>, rows)];
    });
    if (statements.length < writes.size)
      throw new Error('a decider used a writer that the queue was not given');
    return {
      kind: 'decided',
      statements,
      answers: this.batch.map((entry) => (decided.has(entry) ? decided.get(entry) : SKIPPED)),
      skipped: this.batch.filter((entry) => !decided.has(entry)),
      moved,
    };
  }

  #locks(): Statement[] {
    const accounts = [...new Set(this.batch.map(({ command }) => command.account))];
    return this.#waitedFor === null
      ? [lockHeads(accounts)]
      : [lockHead(this.#waitedFor), lockHeads(accounts)];
  }
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

function takeNumber(lane: Lane, n: bigint): Statement {
  return {
    name: 'round',
    text: 'insert into round (lane, n) values ($1, $2) returning (extract(epoch from now()) * 1000)::float8 as now',
    values: [uuidOf(lane.id), n.toString()],
  };
}
