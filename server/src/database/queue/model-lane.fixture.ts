import type { QueryResult } from 'pg';
import type { LaneId } from '../../kernel/ids.ts';
import type { Statement } from '../statements.ts';
import type { RoundLane, Row, Sent } from './lane.ts';
import { type Answered, Backend } from './model-backend.fixture.ts';
import { type ModelDatabase, POLL_MS, refusal } from './model-database.fixture.ts';

/** A lane to the model. It ends, loses connections and reports as the real one does. */
export class ModelLane implements RoundLane {
  readonly id: LaneId;
  readonly #database: ModelDatabase;
  readonly #timeoutMs: number;
  #backend: Backend | null = null;
  /** Its process was killed, so it neither sends nor receives anything any more. */
  killed = false;

  constructor(database: ModelDatabase, laneId: LaneId, timeoutMs: number) {
    this.#database = database;
    this.id = laneId;
    this.#timeoutMs = timeoutMs;
  }

  get connected(): boolean {
    return this.#backend !== null;
  }

  get backend(): Backend | null {
    return this.#backend;
  }

  async open(): Promise<void> {
    if (this.#backend !== null) return;
    const { time, random } = this.#database;
    const until = time.monotonic() + this.#timeoutMs;
    await time.wait(random() * 5);
    while (time.monotonic() < this.#database.frozenUntil) {
      if (time.monotonic() >= until) throw new Error('timeout expired');
      await time.wait(POLL_MS * 10);
    }
    if (this.killed || !this.#database.up)
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    this.#backend = new Backend(this.#database);
  }

  async send(statements: readonly (Statement | string)[]): Promise<Sent> {
    const backend = this.#backend;
    if (backend === null) return { kind: 'lost', error: new Error('the lane has no connection') };
    const { time } = this.#database;
    const dropped = Promise.withResolvers<Error>();
    const timer = setTimeout(() => {
      this.#drop(backend);
      dropped.resolve(new Error('Connection terminated'));
    }, this.#timeoutMs);
    const answers = await Promise.all(
      statements.map((statement) =>
        Promise.race([
          dropped.promise,
          new Promise<Answered>((resolve) => {
            backend.ask({ statement, answer: (result) => time.after(0, () => resolve(result)) });
          }),
        ]),
      ),
    );
    clearTimeout(timer);
    const failed = answers.filter((answer) => answer instanceof Error);
    const [first] = failed;
    if (first === undefined) return { kind: 'done', results: answers as QueryResult<Row>[] };
    const alive = this.#backend === backend && failed.every((error) => 'severity' in error);
    if (!alive) this.#drop(backend);
    return { kind: alive ? 'refused' : 'lost', error: first };
  }

  close(): void {
    if (this.#backend !== null) this.#drop(this.#backend);
  }

  #drop(backend: Backend): void {
    if (this.#backend === backend) this.#backend = null;
    backend.leave();
  }
}

/** The three statements of fences. Each may fail, or may be executed although its answer is lost. */
export function modelPool(database: ModelDatabase, lane: ModelLane, trouble: () => boolean) {
  const { time, random } = database;
  return {
    async query(text: string, [laneUuid, n]: string[]): Promise<{ rows: Row[] }> {
      await time.wait(random() * 5);
      await database.awake();
      if (lane.killed || !database.up || trouble()) throw new Error('Connection terminated unexpectedly');
      const number = `${laneUuid} ${n}`;
      const rows: Row[] = [];
      if (text.startsWith('insert')) {
        const transaction = database.begin();
        const until = time.monotonic() + 3000;
        while (database.isBeingInserted(transaction, number)) {
          await time.wait(POLL_MS);
          if (time.monotonic() < until && database.up) continue;
          database.end(transaction, false);
          throw refusal('57014');
        }
        if (!database.rounds.has(number)) transaction.rounds.set(number, 'fence');
        database.end(transaction, true);
      } else if (text.startsWith('select')) {
        const kind = database.rounds.get(number);
        if (kind !== undefined) rows.push({ fence: kind === 'fence' });
      } else {
        for (const [stored, kind] of database.rounds) {
          const [owner, at] = stored.split(' ') as [string, string];
          if (owner === laneUuid && BigInt(at) < BigInt(n as string) && kind === 'round')
            database.rounds.delete(stored);
        }
      }
      if (lane.killed || trouble()) throw new Error('Connection terminated unexpectedly');
      return { rows };
    },
  };
}
