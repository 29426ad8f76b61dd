import type { Clock } from '../../kernel/clock.ts';
import type { AccountId } from '../../kernel/ids.ts';
import type { Statement } from '../statements.ts';
import type { Waiting } from './backlog.ts';
import { HeadCache } from './head-cache.ts';
import { beginAhead } from './heads.ts';
import { BEGIN, type RoundLane, type Sent } from './lane.ts';
import { type Decided, type Decisions, decideAhead, OpenRound, SKIPPED } from './round.ts';

/** A round whose writes and COMMIT have been sent. */
export interface Flight {
  readonly n: bigint;
  readonly batch: readonly Waiting[];
  readonly sentAt: number;
  readonly decisions: Decisions<Waiting>;
  readonly writing: Promise<Sent>;
  /** It was decided before the database was asked. */
  readonly ahead: boolean;
}

/** A round that asked the database first and did not come to decisions. */
type Undecided = Exclude<Decided<Waiting>, { kind: 'decided' }>;

/** A round this large shows that many clients are calling, and for this long the queue counts as busy. */
const BUSY_BATCH = 16;
const BUSY_MS = 100;
/** A head that another process held is waited for by the next round, unless that was longer ago than this. */
const CONTENDED_MS = 1000;

/**
 * Numbers the rounds and sends them: whole where a round can be decided ahead, else in two halves. Remembers between
 * rounds what that choice depends on: the heads as the last rounds left them, and which heads other processes hold.
 */
export class RoundSender {
  readonly #lane: RoundLane;
  readonly #clock: Clock;
  readonly #headCache = new HeadCache();
  readonly #contended = new Map<AccountId, number>();
  #n = 0n;
  #busyUntil = -Infinity;

  constructor(lane: RoundLane, clock: Clock) {
    this.#lane = lane;
    this.#clock = clock;
  }

  /** Whether rounds have been large lately. */
  get busy(): boolean {
    return this.#clock.monotonic() < this.#busyUntil;
  }

  /** Sends a round whole where it can be decided ahead, else its first half. */
  begin(batch: readonly Waiting[]): OpenRound<Waiting> | Flight {
    const now = this.#clock.monotonic();
    if (batch.length >= BUSY_BATCH) this.#busyUntil = now + BUSY_MS;
    const contended = batch.find(({ command }) => (this.#contended.get(command.account) ?? 0) > now);
    const flight = contended === undefined ? this.#sendAhead(batch, now) : null;
    const waitedFor = contended?.command.account ?? null;
    return flight ?? new OpenRound(this.#lane, ++this.#n, batch, now, waitedFor);
  }

  /** Decides an open round and sends its second half. Where it comes to no decisions nothing is written. */
  async write(round: OpenRound<Waiting>): Promise<Flight | Undecided> {
    const decided = await round.decide();
    if (decided.kind !== 'decided') return decided;
    const { decisions } = decided;
    for (const entry of decisions.skipped) {
      if (!entry.abandoned)
        this.#contended.set(entry.command.account, this.#clock.monotonic() + CONTENDED_MS);
    }
    if (decisions.now !== undefined) this.#headCache.learnTime(decisions.now, round.sentAt);
    return this.#send(round.n, round.batch, round.sentAt, decisions, []);
  }

  /** The round is durable. */
  committed({ ahead, sentAt }: Flight, results: Extract<Sent, { kind: 'done' }>['results']): void {
    if (!ahead) return;
    this.#headCache.succeeded();
    this.#headCache.learnTime(results[1]?.rows[0]?.now, sentAt);
  }

  /** The round was not committed, or not for certain, so its heads are not as it would have left them. */
  failed({ decisions }: Flight): void {
    this.#headCache.forget(decisions.heads.all());
  }

  /** Something that a round decided ahead had taken for granted was not so. */
  guessedWrong(): void {
    this.#headCache.failed(this.#clock.monotonic());
  }

  /** A round waited for this head and did not get it. The next round leaves it out, so that it does not wait as well. */
  stopWaitingFor(account: AccountId): void {
    this.#contended.delete(account);
  }

  #sendAhead(batch: readonly Waiting[], sentAt: number): Flight | null {
    // Without a connection nothing would be sent, and nothing is in doubt.
    if (!this.#lane.connected || batch.some(({ careful }) => careful)) return null;
    const recalled = this.#headCache.recall(new Set(batch.map(({ command }) => command.account)), sentAt);
    if (recalled === null) return null;
    // Copied now: the decisions count the heads up, and the database must find them as they stood before.
    const expected = [...recalled.heads.all()].map((head) => ({ ...head }));
    const decisions = decideAhead(batch, { ...recalled, sentAt });
    if (decisions === null) return null;
    const n = ++this.#n;
    const begin = [BEGIN, beginAhead(this.#lane.id, n, expected, decisions.now)];
    return this.#send(n, batch, sentAt, decisions, begin);
  }

  /** Sends a round's writes and COMMIT, preceded by `begin` where the round was decided ahead. */
  #send(
    n: bigint,
    batch: readonly Waiting[],
    sentAt: number,
    decisions: Decisions<Waiting>,
    begin: readonly (Statement | string)[],
  ): Flight {
    const { writes, answers, heads } = decisions;
    for (const [index, entry] of batch.entries()) entry.inDoubt = answers[index] !== SKIPPED;
    const writing = this.#lane.send([...begin, ...(writes === null ? [] : [writes]), 'commit']);
    this.#headCache.keep(heads.all());
    return { n, batch, sentAt, decisions, writing, ahead: begin.length > 0 };
  }
}
