import type { Clock } from '../../kernel/clock.ts';
import type { AccountId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Log } from '../../kernel/seldom.ts';
import { isMachineTrouble } from '../trouble.ts';
import { Backlog, type Waiting } from './backlog.ts';
import { Callers } from './callers.ts';
import type { RoundFences } from './fences.ts';
import type { Head } from './heads.ts';
import type { RoundLane } from './lane.ts';
import { type Command, type Decider, OpenRound, SKIPPED } from './round.ts';
import { type Flight, RoundSender } from './sender.ts';

export interface CommitQueueOptions {
  readonly lane: RoundLane;
  readonly fences: RoundFences;
  readonly clock: Clock;
  readonly log: Log;
  /** How long an attempt may wait to be written. Its caller is answered by then. */
  readonly patienceMs: number;
  /**
   * How long the caller of an outcome waits at most. The outcome itself waits until it is written. Longer than the lane's
   * timeout, so that a round that was lost in a frozen database is replayed in time.
   */
  readonly outcomePatienceMs: number;
  /** Told of every round once it is durable, for metrics: what its commands came to, and how long it took. */
  readonly onRound?: (answers: readonly unknown[], milliseconds: number) => void;
  /** Told which heads a round moved, once it is durable. Not told where the answer to COMMIT was lost. */
  readonly onCommitted?: (heads: readonly Head[]) => void;
}

/** What became of a batch that was not committed, or not for certain. */
type Ran =
  | { readonly kind: 'blocked'; readonly account: AccountId }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'unavailable'; readonly error: Error }
  | { readonly kind: 'unknown'; readonly n: bigint; readonly answers: readonly unknown[] };

/**
 * A round sent behind another's commit takes the heads over without a gap, so another process never gets them. After so
 * long one commit is waited for, and the heads are free for a moment.
 */
const CHAINED_MS_MAX = 100;
/**
 * The next round is sent once this share of the last round's commands is waiting. A smaller share makes more and smaller
 * rounds, and each of them costs a commit. Waiting for as many as before leaves the database idle meanwhile.
 */
const NEXT_SHARE = 0.7;
/** For how long an attempt is tried again while another process holds its account's head. */
const SKIPPED_MAX_MS = 1000;
/** The pause before the next try, when the database took no round or the head of every command that waits is held. */
const RETRY_MS = 50;
/** How often deadlines are looked at. */
const EXPIRE_MS = 25;

/**
 * The cost of a durable payment is the commit, not the work. So requests that arrive while a commit is in flight are
 * written together by the next one, in one transaction: a round. The queue knows no domain.
 *
 * A round asks the database twice. First it takes its number, locks the heads of its accounts and reads what its
 * commands must agree on. Then every command is decided in memory, on rows that nobody else can change, and all writes
 * are sent together with COMMIT.
 *
 * Most rounds need not ask first. The heads are as the last round left them, a new order and a new key do not exist yet,
 * and a payment is as this process last wrote it. Such a round is decided ahead and sent whole, and its own statements
 * prove what was taken for granted: the locked heads are compared, unique keys refuse what exists already, versions are
 * asserted. If one of these does not hold, nothing is written, and the commands are decided again after asking.
 *
 * The next round is sent behind a round's COMMIT without waiting for it, so that the database always has work.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  readonly #sender: RoundSender;
  readonly #backlog = new Backlog();
  readonly #callers = new Callers();
  readonly #sweep: NodeJS.Timeout;
  readonly #loop: Promise<void>;
  #chainedSince = -Infinity;
  /** How many commands must wait for `#wake` to be called. */
  #enough = 1;
  #wake: (() => void) | null = null;
  #stopping = false;
  #available = true;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#sender = new RoundSender(options.lane, options.clock);
    this.#sweep = setInterval(() => this.#expire(options.clock.monotonic()), EXPIRE_MS);
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
    return this.#sender.busy;
  }

  /** Whether the last round reached the database. */
  get available(): boolean {
    return this.#available;
  }

  /**
   * Resolves with the decider's answer once it is durable. Rejects with `overloaded` or `database_unavailable` when
   * nothing was written, with `outcome_unknown` when that is not known yet, with the error itself when the command
   * alone breaks its round. It does one of these within the patience of the command's urgency, whatever the database does.
   */
  submit<C extends Command, Found, Answer>(decider: Decider<C, Found, Answer>, command: C): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const attempt = command.urgency === 'attempt';
      if (attempt && (this.#stopping || this.full)) {
        reject(new Problem('overloaded', undefined, { retryAfter: 1 }));
        return;
      }
      const { clock, patienceMs, outcomePatienceMs } = this.#options;
      const entry: Waiting = {
        decider,
        command,
        deadline: clock.monotonic() + (attempt ? patienceMs : outcomePatienceMs),
        caller: { resolve: resolve as (answer: unknown) => void, reject },
        skippedSince: null,
        careful: false,
        inDoubt: false,
        abandoned: false,
      };
      this.#backlog.add(entry);
      this.#callers.add(entry);
      if (this.depth >= this.#enough) this.#wake?.();
    });
  }

  /** Takes no more attempts, writes what waits, answers everyone, closes the lane. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#loop;
    clearInterval(this.#sweep);
    this.#options.fences.stop();
    this.#options.lane.close();
    // Whoever still waits would wait for ever.
    this.#expire(Infinity);
  }

  async #run(): Promise<void> {
    let next: OpenRound<Waiting> | Flight | null = null;
    for (;;) {
      const round: OpenRound<Waiting> | Flight | null = next ?? (await this.#open(this.#backlog.take()));
      next = null;
      if (round !== null) {
        next = await this.#commit(round, true);
      } else if (this.#stopping && (this.depth === 0 || !this.#available)) {
        // An outcome that cannot be written now is asked of its channel again by recovery.
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
    } catch (error) {
      await this.#end(batch, { kind: 'unavailable', error: error as Error });
      return null;
    }
    return this.#sender.begin(batch);
  }

  /** Sees a round through, and returns the one that was begun behind its commit. */
  async #commit(
    round: OpenRound<Waiting> | Flight,
    mayChain: boolean,
  ): Promise<OpenRound<Waiting> | Flight | null> {
    const { lane, clock, fences } = this.#options;
    const flight = round instanceof OpenRound ? await this.#sender.write(round) : round;
    if ('kind' in flight) {
      await this.#end(round.batch, flight);
      return null;
    }
    const { n, batch, sentAt, decisions, writing } = flight;
    let next = mayChain && this.#chain() ? await this.#beginBehind(flight) : null;
    const wrote = await writing;
    if (wrote.kind === 'done' && wrote.results.at(-1)?.command === 'COMMIT') {
      fences.passed(lane.id, n);
      this.#sender.committed(flight, wrote.results);
      this.#options.onRound?.(decisions.answers, clock.monotonic() - sentAt);
      if (decisions.moved.length > 0) this.#options.onCommitted?.(decisions.moved);
      this.#available = true;
      // The next round goes first: the database waits for it, and answering many callers takes a while.
      if (next === null && this.depth === 0) this.#answer(batch, decisions.answers);
      else setImmediate(() => this.#answer(batch, decisions.answers));
      return next;
    }
    this.#sender.failed(flight);
    if (next instanceof OpenRound) {
      await next.abandon();
      this.#backlog.putBack(next.batch);
    } else if (next !== null && wrote.kind === 'refused') {
      // The round that was sent whole behind this one is seen through first. The halves of this one take later numbers,
      // and numbers must be passed in their order.
      await this.#commit(next, false);
      next = null;
    }
    if (wrote.kind !== 'refused') await this.#end(batch, { kind: 'unknown', n, answers: decisions.answers });
    else if (isMachineTrouble(wrote.error))
      await this.#end(batch, { kind: 'unavailable', error: wrote.error });
    else if (flight.ahead) this.#askFirst(batch);
    else await this.#end(batch, wrote);
    // An open round was put back. One that was sent whole may have been committed, so the loop still sees it through.
    return next instanceof OpenRound ? null : next;
  }

  /** Something that a round took for granted did not hold, so its commands are decided after asking. */
  #askFirst(batch: readonly Waiting[]): void {
    this.#sender.guessedWrong();
    for (const entry of batch) entry.careful = true;
    this.#backlog.putBack(batch);
  }

  /**
   * Begins the next round behind the commit of this one, as soon as nearly as many commands wait as this one has. That
   * keeps rounds of one size, and neither the process nor the database idle. Null where the commit is answered first.
   */
  async #beginBehind({ batch, writing }: Flight): Promise<OpenRound<Waiting> | Flight | null> {
    const enough = Math.ceil(batch.length * NEXT_SHARE);
    if (this.depth < enough) {
      const answered = writing.then(() => true);
      if (await Promise.race([this.#waiting(enough).then(() => false), answered])) return null;
    }
    const next = this.#backlog.take();
    return next.length > 0 ? this.#sender.begin(next) : null;
  }

  /** Resolves when so many commands wait, or when the loop has to look at something else. */
  #waiting(count: number): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#enough = count;
      this.#wake = resolve;
    });
  }

  /** Whether the next round may be sent behind this one's commit. */
  #chain(): boolean {
    const now = this.#options.clock.monotonic();
    const may = now - this.#chainedSince < CHAINED_MS_MAX;
    if (!may) this.#chainedSince = now;
    return may;
  }

  /** Does what the end of a batch calls for: halves it around a poisoned command, waits out trouble, asks for its fate. */
  async #end(batch: readonly Waiting[], ran: Ran): Promise<void> {
    switch (ran.kind) {
      case 'blocked':
        this.#sender.stopWaitingFor(ran.account);
        this.#skip(batch.filter(({ command }) => command.account === ran.account));
        this.#backlog.putBack(batch.filter(({ command }) => command.account !== ran.account));
        return;
      case 'refused':
        await this.#halve(batch, ran.error);
        return;
      case 'unavailable':
        this.#available = false;
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

  /** Runs the two halves of a refused batch as rounds of their own, outcomes first. A command alone is refused itself. */
  async #halve(batch: readonly Waiting[], error: Error): Promise<void> {
    const [first] = batch;
    if (batch.length === 1 && first !== undefined) {
      this.#options.log.error({ err: error }, 'a command broke its round and was refused');
      this.#callers.reject(first, error);
      return;
    }
    const outcomes = batch.filter(({ command }) => command.urgency === 'outcome').length;
    const half = outcomes > 0 && outcomes < batch.length ? outcomes : batch.length >> 1;
    for (const part of [batch.slice(0, half), batch.slice(half)]) {
      for (const entry of part) entry.careful = true;
      const round = await this.#open(part);
      if (round !== null) await this.#commit(round, false);
    }
  }

  #answer(batch: readonly Waiting[], answers: readonly unknown[]): void {
    const skipped: Waiting[] = [];
    for (const [index, entry] of batch.entries()) {
      if (answers[index] === SKIPPED) skipped.push(entry);
      else this.#callers.resolve(entry, answers[index]);
    }
    if (skipped.length > 0) this.#skip(skipped);
  }

  /** Puts back the commands whose head another process holds. An attempt is refused once that has lasted a second. */
  #skip(entries: readonly Waiting[]): void {
    const now = this.#options.clock.monotonic();
    for (const entry of entries) {
      entry.skippedSince ??= now;
      if (entry.command.urgency === 'attempt' && now - entry.skippedSince >= SKIPPED_MAX_MS) {
        this.#callers.reject(entry, new Problem('overloaded', undefined, { retryAfter: 1 }));
      }
    }
    this.#backlog.putBack(entries);
  }

  #expire(now: number): void {
    if (this.#callers.expire(now, this.#available)) this.#backlog.dropAnswered();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
