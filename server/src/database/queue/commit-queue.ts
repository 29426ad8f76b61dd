import type { Logger } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import type { AccountId } from '../../kernel/ids.ts';
import { Problem, type ProblemCode } from '../../kernel/problem.ts';
import type { Statement } from '../statements.ts';
import { isMachineTrouble } from '../trouble.ts';
import { Backlog, type Waiting } from './backlog.ts';
import type { Fences } from './fences.ts';
import { HeadCache } from './head-cache.ts';
import { beginAhead, type Head } from './heads.ts';
import { BEGIN, type Lane, type Sent } from './lane.ts';
import { type Command, type Decider, type Decisions, decideAhead, OpenRound, SKIPPED } from './round.ts';

export interface CommitQueueOptions {
  readonly lane: Lane;
  readonly fences: Fences;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long an attempt may wait to be written. */
  readonly patienceMs: number;
  /** Told of every round once it is durable, for metrics: what its commands came to, and how long it took. */
  readonly onRound?: (answers: readonly unknown[], milliseconds: number) => void;
  /** Told which heads a round moved, once it is durable. Not told where the answer to COMMIT was lost. */
  readonly onCommitted?: (heads: readonly Head[]) => void;
}

/** A round whose writes and COMMIT have been sent. */
interface Flight {
  readonly n: bigint;
  readonly batch: readonly Waiting[];
  readonly sentAt: number;
  readonly decisions: Decisions<Waiting>;
  readonly writing: Promise<Sent>;
  /** It was decided before the database was asked. */
  readonly ahead: boolean;
}

/** What became of a batch that was not committed, or not for certain. */
type Ran =
  | { readonly kind: 'blocked'; readonly account: AccountId }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'unavailable'; readonly error: Error }
  | { readonly kind: 'unknown'; readonly n: bigint; readonly answers: readonly unknown[] };

/**
 * So long may rounds be opened behind one another's commits before the heads are let go for a moment: between the two,
 * a round of another process that waits for the same account has its turn.
 */
const CHAINED_MS_MAX = 100;
/** The next round is sent with so large a share of a round's commands: with less it costs more, with all it is late. */
const NEXT_SHARE = 0.7;
/** A round of so many commands tells that there are many clients, for a moment. */
const BUSY_BATCH = 16;
const BUSY_MS = 100;
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
 *
 * Most rounds need not ask first: the heads are as the round before left them, a new order and a new key are not there
 * yet, and a payment is as this process last wrote it. Such a round is decided ahead and sent whole, and whatever was
 * taken for granted is proved by its own statements: the locked heads are compared, unique keys refuse what stands,
 * versions are asserted. Where one does not hold nothing is written, and its commands are decided after asking.
 *
 * Behind a round's COMMIT the next one is sent without waiting, so that the database always has work.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  readonly #sweep: NodeJS.Timeout;
  readonly #backlog = new Backlog();
  #unanswered = new Set<Waiting>();
  #n = 0n;
  #chainedSince = -Infinity;
  /** How many commands must wait for `#wake` to be called. */
  #enough = 1;
  #busyUntil = -Infinity;
  #wake: (() => void) | null = null;
  #stopping = false;
  #available = true;
  readonly #contended = new Map<AccountId, number>();
  readonly #headCache = new HeadCache();
  readonly #loop: Promise<void>;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#expire(), 25);
    this.#loop = this.#run();
  }

  /** How many commands wait to be written: for metrics and for readiness. */
  get depth(): number {
    return this.#backlog.depth;
  }

  /** Whether it takes no more attempts at the moment. */
  get full(): boolean {
    return this.#backlog.full;
  }

  /** Whether rounds have been large lately: work that can wait gives way to commands then. */
  get busy(): boolean {
    return this.#options.clock.monotonic() < this.#busyUntil;
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
      if (attempt && (this.#stopping || this.full)) {
        reject(new Problem('overloaded', undefined, { retryAfter: 1 }));
        return;
      }
      const deadline = attempt ? this.#options.clock.monotonic() + this.#options.patienceMs : Infinity;
      const caller = { resolve: resolve as (answer: unknown) => void, reject };
      const entry: Waiting = {
        decider,
        command,
        deadline,
        caller,
        skippedSince: null,
        careful: false,
        inDoubt: false,
        abandoned: false,
      };
      this.#backlog.add(entry);
      if (attempt) this.#unanswered.add(entry);
      if (this.depth >= this.#enough) this.#wake?.();
    });
  }

  /** Takes no more attempts, writes what waits, closes the lane. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#loop;
    clearInterval(this.#sweep);
    this.#options.fences.stop();
    this.#options.lane.close();
  }

  async #run(): Promise<void> {
    let next: OpenRound<Waiting> | Flight | null = null;
    for (;;) {
      const round: OpenRound<Waiting> | Flight | null = next ?? (await this.#open(this.#backlog.take()));
      next = null;
      if (round !== null) {
        next = await this.#commit(round, true);
      } else if (this.#stopping && (this.depth === 0 || !this.#available)) {
        // Outcomes that cannot be written now are learned again by recovery.
        return;
      } else if (this.depth > 0) {
        await pause(RETRY_MS);
      } else {
        await this.#waiting(1);
      }
    }
  }

  /** Begins a round for the batch; null where there is no batch or no database. */
  async #open(batch: Waiting[]): Promise<OpenRound<Waiting> | Flight | null> {
    if (batch.length === 0) return null;
    try {
      await this.#options.lane.open();
      return this.#begin(batch);
    } catch (error) {
      await this.#end(batch, { kind: 'unavailable', error: error as Error });
      return null;
    }
  }

  /** Sends a round whole where it can be decided ahead, else its first half. */
  #begin(batch: readonly Waiting[]): OpenRound<Waiting> | Flight {
    const now = this.#options.clock.monotonic();
    if (batch.length >= BUSY_BATCH) this.#busyUntil = now + BUSY_MS;
    const contended = batch.find(({ command }) => (this.#contended.get(command.account) ?? 0) > now);
    const flight = contended === undefined ? this.#sendAhead(batch, now) : null;
    const waitedFor = contended?.command.account ?? null;
    return flight ?? new OpenRound(this.#options.lane, ++this.#n, batch, now, waitedFor);
  }

  #sendAhead(batch: readonly Waiting[], sentAt: number): Flight | null {
    // Without a connection nothing would be sent, and nothing is in doubt.
    if (!this.#options.lane.connected || batch.some(({ careful }) => careful)) return null;
    const recalled = this.#headCache.recall(new Set(batch.map(({ command }) => command.account)), sentAt);
    if (recalled === null) return null;
    // As they must stand, before the decisions count them up.
    const expected = [...recalled.heads.all()].map((head) => ({ ...head }));
    const decisions = decideAhead(batch, { ...recalled, sentAt });
    if (decisions === null) return null;
    const n = ++this.#n;
    const begin = [BEGIN, beginAhead(this.#options.lane.id, n, expected, decisions.now)];
    return this.#send(n, batch, sentAt, decisions, begin);
  }

  /** Sends a round's writes and COMMIT, behind what begins it where it was decided ahead. */
  #send(
    n: bigint,
    batch: readonly Waiting[],
    sentAt: number,
    decisions: Decisions<Waiting>,
    begin: readonly (Statement | string)[],
  ): Flight {
    const { writes, answers, heads } = decisions;
    for (const [index, entry] of batch.entries()) entry.inDoubt = answers[index] !== SKIPPED;
    const writing = this.#options.lane.send([...begin, ...(writes === null ? [] : [writes]), 'commit']);
    this.#headCache.keep(heads.all());
    return { n, batch, sentAt, decisions, writing, ahead: begin.length > 0 };
  }

  /** Sees a round through, and returns the one that was begun behind its commit. */
  async #commit(
    round: OpenRound<Waiting> | Flight,
    mayChain: boolean,
  ): Promise<OpenRound<Waiting> | Flight | null> {
    const { lane, clock, fences } = this.#options;
    const flight = round instanceof OpenRound ? await this.#write(round) : round;
    if (flight === null) return null;
    const { n, batch, sentAt, decisions, writing } = flight;
    let next = mayChain && this.#chain() ? await this.#beginBehind(flight) : null;
    const wrote = await writing;
    if (wrote.kind === 'done' && wrote.results.at(-1)?.command === 'COMMIT') {
      fences.passed(lane.id, n);
      this.#remember(flight, wrote.results);
      this.#options.onRound?.(decisions.answers, clock.monotonic() - sentAt);
      if (decisions.moved.length > 0) this.#options.onCommitted?.(decisions.moved);
      this.#available = true;
      // The next round goes first: the database waits for it, and the callers of this one are many.
      if (next === null && this.depth === 0) this.#answer(batch, decisions.answers);
      else setImmediate(() => this.#answer(batch, decisions.answers));
      return next;
    }
    this.#headCache.forget(decisions.heads.all());
    if (next instanceof OpenRound) {
      await next.abandon();
      this.#backlog.putBack(next.batch);
    } else if (next !== null && wrote.kind === 'refused') {
      // First what was sent whole behind it: numbers are forgotten in their order, and its halves take later ones.
      await this.#commit(next, false);
      next = null;
    }
    if (wrote.kind !== 'refused') await this.#end(batch, { kind: 'unknown', n, answers: decisions.answers });
    else if (isMachineTrouble(wrote.error))
      await this.#end(batch, { kind: 'unavailable', error: wrote.error });
    else if (flight.ahead) this.#askFirst(batch);
    else await this.#end(batch, wrote);
    // One that was sent whole comes to an end of its own.
    return next instanceof OpenRound ? null : next;
  }

  /** Decides an open round and sends its writes; null where it ended before. */
  async #write(round: OpenRound<Waiting>): Promise<Flight | null> {
    const { clock } = this.#options;
    const decided = await round.decide();
    if (decided.kind !== 'decided') {
      await this.#end(round.batch, decided);
      return null;
    }
    const { decisions } = decided;
    for (const entry of decisions.skipped) {
      if (!entry.abandoned) this.#contended.set(entry.command.account, clock.monotonic() + SKIPPED_MAX_MS);
    }
    if (decisions.now !== undefined) this.#headCache.learnTime(decisions.now, round.sentAt);
    return this.#send(round.n, round.batch, round.sentAt, decisions, []);
  }

  #remember({ ahead, sentAt }: Flight, results: Extract<Sent, { kind: 'done' }>['results']): void {
    if (!ahead) return;
    this.#headCache.succeeded();
    this.#headCache.learnTime(results[1]?.rows[0]?.now, sentAt);
  }

  /** Something that a round took for granted did not hold: its commands are decided after asking. */
  #askFirst(batch: readonly Waiting[]): void {
    this.#headCache.failed(this.#options.clock.monotonic());
    for (const entry of batch) entry.careful = true;
    this.#backlog.putBack(batch);
  }

  /**
   * Begins the next round behind the commit of this one, as soon as nearly as many commands wait as this one has: so
   * that rounds stay even, and neither side has nothing to do while the other works. Null where the commit is answered
   * first.
   */
  async #beginBehind({ batch, writing }: Flight): Promise<OpenRound<Waiting> | Flight | null> {
    const enough = Math.ceil(batch.length * NEXT_SHARE);
    if (this.depth < enough) {
      const answered = writing.then(() => true);
      if (await Promise.race([this.#waiting(enough).then(() => false), answered])) return null;
    }
    const next = this.#backlog.take();
    return next.length > 0 ? this.#begin(next) : null;
  }

  /** Resolves when so many commands wait, or when there is something else to be looked at. */
  #waiting(count: number): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#enough = count;
      this.#wake = resolve;
    });
  }

  /** Whether the next round may be opened behind this one's commit. */
  #chain(): boolean {
    const now = this.#options.clock.monotonic();
    const may = now - this.#chainedSince < CHAINED_MS_MAX;
    if (!may) this.#chainedSince = now;
    return may;
  }

  /** Does what the end of a batch asks for: halves it around a poisoned command, waits out trouble, asks its fate. */
  async #end(batch: readonly Waiting[], ran: Ran): Promise<void> {
    if (ran.kind === 'unavailable') this.#available = false;
    switch (ran.kind) {
      case 'blocked':
        this.#contended.delete(ran.account);
        this.#skip(batch.filter(({ command }) => command.account === ran.account));
        this.#backlog.putBack(batch.filter(({ command }) => command.account !== ran.account));
        return;
      case 'refused': {
        const [first] = batch;
        if (batch.length === 1 && first !== undefined) {
          this.#options.log.error({ err: ran.error }, 'a command broke its round and was refused');
          this.#reject(first, ran.error);
          return;
        }
        const outcomes = batch.filter(({ command }) => command.urgency === 'outcome').length;
        const half = outcomes > 0 && outcomes < batch.length ? outcomes : batch.length >> 1;
        for (const part of [batch.slice(0, half), batch.slice(half)]) {
          for (const entry of part) entry.careful = true;
          const round = await this.#open(part);
          if (round !== null) await this.#commit(round, false);
        }
        return;
      }
      case 'unavailable':
        this.#options.log.warn({ err: ran.error }, 'the database took no round');
        this.#backlog.putBack(batch);
        await pause(RETRY_MS);
        return;
      case 'unknown':
        this.#options.log.warn(
          { n: ran.n.toString() },
          'the answer to a commit was lost; its fate is being asked',
        );
        void this.#options.fences.fateOf(this.#options.lane.id, ran.n).then(
          (fate) => {
            if (fate === 'committed') this.#answer(batch, ran.answers);
            else this.#backlog.putBack(batch);
            this.#wake?.();
          },
          (error) => this.#options.log.warn({ err: error, n: ran.n.toString() }, 'a round was left unknown'),
        );
    }
  }

  #answer(batch: readonly Waiting[], answers: readonly unknown[]): void {
    const skipped: Waiting[] = [];
    for (const [index, entry] of batch.entries()) {
      if (answers[index] === SKIPPED) skipped.push(entry);
      else this.#resolve(entry, answers[index]);
    }
    if (skipped.length > 0) this.#skip(skipped);
  }

  /** Puts commands back whose account is locked elsewhere; after a second of that an attempt is refused. */
  #skip(entries: readonly Waiting[]): void {
    const now = this.#options.clock.monotonic();
    for (const entry of entries) {
      entry.skippedSince ??= now;
      if (entry.command.urgency === 'attempt' && now - entry.skippedSince >= SKIPPED_MAX_MS) {
        this.#reject(entry, new Problem('overloaded', undefined, { retryAfter: 1 }));
      }
    }
    this.#backlog.putBack(entries);
  }

  /** Answers callers whose time is over: nothing was written, or nothing is known of what was sent. */
  #expire(): void {
    const now = this.#options.clock.monotonic();
    let dropped = false;
    for (const entry of this.#unanswered) {
      if (entry.deadline > now) continue;
      entry.abandoned = !entry.inDoubt;
      dropped ||= entry.abandoned;
      const refusal: ProblemCode = this.#available ? 'overloaded' : 'database_unavailable';
      this.#reject(
        entry,
        new Problem(entry.inDoubt ? 'outcome_unknown' : refusal, undefined, { retryAfter: 1 }),
      );
    }
    if (dropped) this.#backlog.dropAnswered();
  }

  #resolve(entry: Waiting, answer: unknown): void {
    this.#unanswered.delete(entry);
    entry.caller?.resolve(answer);
    entry.caller = null;
  }

  #reject(entry: Waiting, error: Error): void {
    this.#unanswered.delete(entry);
    entry.caller?.reject(error);
    entry.caller = null;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
