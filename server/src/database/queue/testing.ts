/**
 * Runs the commit queue with random schedules. The queue is real, while the database, its connections and time are models.
 * The same seed gives the same schedule, so that a failure can be repeated.
 */
import assert from 'node:assert/strict';
import type pg from 'pg';
import pino from 'pino';
import { type AccountId, idFromUuid, uuidOf } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { questionOf } from '../statements.ts';
import { CommitQueue } from './commit-queue.ts';
import { Fences } from './fences.ts';
import { BEGIN } from './lane.ts';
import { keyReader, ModelDatabase, markWriter } from './model-database.fixture.ts';
import { ModelLane, modelPool } from './model-lane.fixture.ts';
import type { Command, Decider } from './round.ts';
import { VirtualTime } from './virtual-time.fixture.ts';

/** Shorter than in operation but in the same proportions, so that more happens within fewer leaps of time. */
const LANE_TIMEOUT_MS = 400;
const PATIENCE_MS = 600;
const OUTCOME_PATIENCE_MS = 900;
/** How often the queue looks at deadlines, plus one leap of time. */
const LATE_MS = 30;
/** For this long, commands are submitted and trouble happens. Then the database is healthy again. */
const TROUBLED_MS = 2500;
/** How long the queue has to finalize everything once the database is healthy. */
const DRAINED_MS = 20_000;

const accounts = [1, 2, 3].map((n) => idFromUuid('acct', `0190000${n}-0000-7000-8000-000000000000`));
const silent = pino({ level: 'silent' });

interface Note extends Command {
  readonly number: number;
  /** 0 for none. */
  readonly key: number;
  readonly fault: 'none' | 'reading' | 'deciding' | 'writing';
  readonly ahead: boolean;
}
type Said = 'noted' | 'stands';

const notes: Decider<Note, ReadonlySet<string>, Said> = {
  read(commands) {
    if (commands.some(({ fault }) => fault === 'reading')) throw new Error('a fault in reading');
    const keyed = commands.filter(({ key }) => key !== 0);
    return [
      questionOf(
        keyReader,
        keyed.map(({ account, key }) => ({ account, key: BigInt(key) })),
      ),
    ];
  },
  gather([rows = []]) {
    return new Set(rows.map(({ account, key }) => `${account} ${key}`));
  },
  ahead: ({ ahead }) => ahead,
  decide({ account, number, key, fault }, found, round) {
    if (fault === 'deciding') throw new Error('a fault in deciding');
    if (found.has(`${uuidOf(account)} ${key}`)) return 'stands';
    const head = round.heads.of(account);
    head.eventSeq += 1n;
    const stored = BigInt(fault === 'writing' ? -number : number);
    round.write(markWriter, { account, seq: head.eventSeq, number: stored, key: BigInt(key) });
    return 'noted';
  },
};

interface Submitted {
  readonly command: Note;
  readonly process: SimulatedProcess;
  readonly at: number;
  answer?: { readonly at: number; readonly said: Said | Error };
}

interface SimulatedProcess {
  readonly lane: ModelLane;
  readonly queue: CommitQueue;
}

/** Runs one schedule. Throws if the queue broke one of its promises. */
export async function simulate(seed: number): Promise<void> {
  const random = randomOf(seed);
  const time = new VirtualTime();
  const giveBack = time.install();
  try {
    await new Simulation(time, random).run();
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    giveBack();
  }
}

class Simulation {
  readonly #time: VirtualTime;
  readonly #random: () => number;
  readonly #database: ModelDatabase;
  readonly #processes: readonly SimulatedProcess[];
  readonly #submitted: Submitted[] = [];
  #poolIsTroubled = false;
  #stalledMs = 0;
  /** How many commands were refused alone, according to the queue's log. */
  #refused = 0;

  constructor(time: VirtualTime, random: () => number) {
    this.#time = time;
    this.#random = random;
    this.#database = new ModelDatabase(time, random, accounts);
    this.#processes = Array.from({ length: 1 + this.#below(2) }, (_, n) => this.#openProcess(n));
  }

  async run(): Promise<void> {
    const commands = 5 + this.#below(40);
    const outcomes = this.#random();
    for (let number = 1; number <= commands; number++)
      this.#time.after(this.#burst(), () => this.#submit(number, outcomes));
    const troubles = 1 + this.#below(7);
    for (let n = 0; n < troubles; n++) this.#time.after(this.#below(TROUBLED_MS), () => this.#makeTrouble());
    let well = false;
    this.#time.after(TROUBLED_MS, () => {
      this.#poolIsTroubled = false;
      well = true;
    });
    const idle = () => this.#database.backends.size <= this.#processes.length;
    const drained = () =>
      well &&
      this.#submitted.every(({ answer }) => answer !== undefined) &&
      this.#living.every(({ queue }) => queue.depth === 0);
    assert.ok(
      await this.#time.pass(() => drained() && this.#finalized() && idle(), DRAINED_MS),
      this.#whatIsLeft(),
    );
    const stopped = Promise.all(this.#processes.map(({ queue }) => queue.stop()));
    let ended = false;
    void stopped.then(() => {
      ended = true;
    });
    assert.ok(await this.#time.pass(() => ended, DRAINED_MS), 'a queue does not stop');
    this.#check();
  }

  get #living(): readonly SimulatedProcess[] {
    return this.#processes.filter(({ lane }) => !lane.killed);
  }

  /** Whether every outcome that can be written is written. For some of them nobody waits any more. */
  #finalized(): boolean {
    // The database may have refused an outcome alone, by a fault of its own, after its caller was answered.
    const refusedLater = this.#refused - this.#submitted.filter(({ answer }) => isOwnError(answer)).length;
    return this.#unwritten.length <= refusedLater;
  }

  get #unwritten(): readonly Submitted[] {
    return this.#submitted.filter((each) => mustBeWritten(each) && this.#marksOf(each) === 0);
  }

  #openProcess(n: number): SimulatedProcess {
    const lane = new ModelLane(
      this.#database,
      idFromUuid('lane', `0191000${n}-0000-7000-8000-000000000000`),
      LANE_TIMEOUT_MS,
    );
    const pool = modelPool(this.#database, lane, () => this.#poolIsTroubled && this.#random() < 0.4);
    const queue = new CommitQueue({
      lane,
      fences: new Fences(pool as unknown as pg.Pool, silent),
      clock: this.#time,
      log: Object.assign(Object.create(silent), { error: () => this.#refused++ }),
      patienceMs: PATIENCE_MS,
      outcomePatienceMs: OUTCOME_PATIENCE_MS,
    });
    return { lane, queue };
  }

  #submit(number: number, outcomes: number): void {
    const { fault, key } = this.#kindOfCommand();
    const account = this.#one(accounts) as AccountId;
    const command: Note = {
      number,
      key,
      fault,
      account,
      ahead: fault !== 'reading' && this.#random() < 0.95,
      urgency: this.#random() < outcomes ? 'outcome' : 'attempt',
      subjects: key === 0 ? [] : [`${account} ${key}`],
    };
    const process = this.#one(this.#processes);
    const submitted: Submitted = { command, process, at: this.#time.monotonic() };
    this.#submitted.push(submitted);
    const answered = (said: Said | Error) => {
      submitted.answer = { at: this.#time.monotonic(), said };
    };
    process.queue.submit(notes, command).then(answered, answered);
  }

  #kindOfCommand(): Pick<Note, 'fault' | 'key'> {
    const chance = this.#random();
    if (chance < 0.01) return { fault: 'reading', key: 0 };
    if (chance < 0.02) return { fault: 'deciding', key: 0 };
    if (chance < 0.03) return { fault: 'writing', key: 0 };
    return { fault: 'none', key: chance < 0.3 ? 1 + this.#below(6) : 0 };
  }

  #makeTrouble(): void {
    const database = this.#database;
    const now = this.#time.monotonic();
    const { lane } = this.#one(this.#processes);
    const until = now + this.#below(1500);
    switch (this.#below(13)) {
      case 0:
        lane.backend?.die();
        return;
      case 1:
      case 2:
        if (lane.backend !== null) lane.backend.frozenUntil = until;
        return;
      case 3:
        database.frozenUntil = until;
        return;
      case 4:
        database.crash();
        this.#time.after(until - now, () => {
          database.up = true;
        });
        return;
      case 5:
      case 6:
        // A canceled query, a full disk, a fault of the database's own.
        if (lane.backend !== null) lane.backend.refuseNext = this.#one(['57014', '53100', 'XX000']);
        return;
      case 7:
      case 8:
        void database.writeElsewhere(this.#one(accounts), this.#below(1200));
        return;
      case 9: {
        const milliseconds = this.#below(800);
        this.#stalledMs += milliseconds;
        this.#time.stall(milliseconds);
        return;
      }
      case 10:
      case 11:
        if (lane.backend !== null) {
          const frozenMs = this.#random() < 0.6 ? until - now : null;
          const at = this.#one([BEGIN, 'commit'] as const);
          lane.backend.troubleAhead = { at, when: this.#one(['before', 'after'] as const), frozenMs };
        }
        return;
      case 12:
        this.#poolIsTroubled = true;
        if (this.#processes.length > 1 && this.#random() < 0.3) this.#kill(lane);
    }
  }

  /** Ends a process as SIGKILL does: what it has sent is still done, but nobody receives the answer. */
  #kill(lane: ModelLane): void {
    lane.killed = true;
    lane.close();
  }

  #check(): void {
    const { marks } = this.#database;
    for (const account of accounts) {
      const seqs = marks.filter((mark) => mark.account === uuidOf(account)).map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        Array.from(seqs, (_, n) => BigInt(n + 1)),
        `the events of ${account} have a gap, or are out of order`,
      );
    }
    for (const each of this.#submitted) {
      const { command, answer, at } = each;
      const what = `command ${command.number} (${command.urgency}, answered ${String(answer?.said)})`;
      const times = this.#marksOf(each);
      assert.ok(times <= 1, `${what} took effect ${times} times`);
      assert.ok(answer !== undefined, `${what} has no answer`);
      const patience = command.urgency === 'attempt' ? PATIENCE_MS : OUTCOME_PATIENCE_MS;
      assert.ok(
        answer.at - at <= patience + LATE_MS + this.#stalledMs,
        `${what} was answered only after ${answer.at - at} ms`,
      );
      if (answer.said === 'noted') assert.equal(times, 1, `${what} did not take effect`);
      else if (answer.said === 'stands') {
        assert.equal(times, 0, `${what} took effect`);
        assert.ok(
          this.#database.hasKey(uuidOf(command.account), BigInt(command.key)),
          `${what}, but it does not`,
        );
      } else if (!(answer.said instanceof Problem) || answer.said.code !== 'outcome_unknown')
        assert.equal(times, 0, `${what} took effect`);
    }
  }

  #marksOf({ command }: Submitted): number {
    return this.#database.marks.filter(({ number }) => number === BigInt(command.number)).length;
  }

  #whatIsLeft(): string {
    const unanswered = this.#submitted.filter(({ answer }) => answer === undefined).length;
    const unwritten = this.#unwritten;
    return `${unanswered} have no answer, ${unwritten.length} outcomes are not written (${unwritten.map(({ command }) => command.number)}), ${this.#living.map(({ queue }) => queue.depth)} wait`;
  }

  /** Commands arrive in bursts, as they do behind a commit. */
  #burst(): number {
    const burst = this.#below(6);
    return this.#random() < 0.7 ? burst * 300 + this.#below(40) : this.#below(TROUBLED_MS);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }
}

/** An outcome whose process is alive is written in the end. If it has a key, another may have taken its place. */
function mustBeWritten({ command, process, answer }: Submitted): boolean {
  if (command.urgency !== 'outcome' || command.fault !== 'none' || command.key !== 0 || process.lane.killed)
    return false;
  return !isOwnError(answer);
}

/** Whether a command broke its round and was refused alone, with its own error and not with a problem of the queue. */
function isOwnError(answer: Submitted['answer']): boolean {
  return answer?.said instanceof Error && !(answer.said instanceof Problem);
}

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
