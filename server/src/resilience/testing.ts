/** The whole platform as real processes, for tests of failures of the machine. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../../test/ports.ts';
import { processes } from '../../../test/processes.ts';
import { verify } from '../verify.ts';

const root = resolve(import.meta.dirname, '../../..');
const START_MS_MAX = 60_000;
/** A call without an answer after this time has failed. The server answers every call sooner than that. */
const ANSWER_MS_MAX = 75_000;
/** How many of the refused payments are requested again at the end. */
const REFUSED_ASKED_MAX = 300;

export interface RunningFlorin {
  readonly url: string;
  readonly secretKey: string;
  readonly supervisor: ChildProcess;
  /** Everything that the platform printed. */
  readonly lines: readonly string[];
  /** Stops it as an operator would, and returns how it ended. */
  stop(): Promise<{ code: number | null; milliseconds: number }>;
}

export interface StartOptions {
  readonly dataFolder: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** A command that starts the supervisor, such as a program that gives it its own file system. */
  readonly wrapper?: readonly string[];
}

/** Starts the supervisor with one server, and waits until it is ready. */
export async function startFlorin({
  dataFolder,
  environment = {},
  wrapper = [],
}: StartOptions): Promise<RunningFlorin> {
  const port = await freePort();
  const { DATABASE_URL: _, FLORIN_ROOT_KEY: __, ...inherited } = process.env;
  const [command = '', ...args] = [...wrapper, process.execPath, join(root, 'server/src/supervisor.ts')];
  const supervisor = spawn(command, args, {
    cwd: root,
    env: {
      ...inherited,
      FLORIN_DATA: dataFolder,
      PORT: String(port),
      FLORIN_PROCESSES: '1',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  for (const stream of [supervisor.stdout, supervisor.stderr]) {
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('Florin is ready')) ready.resolve();
    });
  }
  const failed = (why: string) => () => ready.reject(new Error(`Florin ${why}:\n${lines.join('\n')}`));
  supervisor.once('exit', failed('ended before it was ready'));
  const late = setTimeout(failed('was not ready in time'), START_MS_MAX);
  await ready.promise.finally(() => clearTimeout(late));
  const sandbox = join(`/proc/${supervisor.pid}/root`, dataFolder, 'sandbox.json');
  return {
    url: `http://127.0.0.1:${port}`,
    secretKey: JSON.parse(await readFile(sandbox, 'utf8')).secret_key,
    supervisor,
    lines,
    async stop() {
      const began = performance.now();
      if (supervisor.exitCode === null && supervisor.signalCode === null) {
        supervisor.kill('SIGTERM');
        await once(supervisor, 'exit');
      }
      return { code: supervisor.exitCode, milliseconds: performance.now() - began };
    },
  };
}

/** A folder that an unprivileged database can enter. */
export async function makeDataFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'florin-resilience-'));
  await chmod(path, 0o711);
  return {
    path,
    async remove() {
      const elsewhere = await readFile(join(path, 'database'), 'utf8').catch(() => null);
      if (elsewhere !== null)
        await rm(join('/var/lib/florin', elsewhere.trim()), { recursive: true, force: true });
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Every process of the PostgreSQL that has this main process. */
export function databaseProcesses(postmaster: number): number[] {
  return [
    postmaster,
    ...processes()
      .filter(({ parent }) => parent === postmaster)
      .map(({ pid }) => pid),
  ];
}

export interface Tried {
  readonly order: string;
  readonly key: string;
  /** 0 if there was no answer. */
  readonly status: number;
  readonly code: string | null;
  readonly milliseconds: number;
}

/** A number of clients that pay one order after another without a pause. */
export class Load {
  readonly tried: Tried[] = [];
  readonly #florin: RunningFlorin;
  readonly #note: string | undefined;
  readonly #name = randomUUID().slice(0, 8);
  readonly #clients: Promise<void>[];
  readonly #waiting = new Set<() => void>();
  /** When each call that waits for its answer began, the oldest first. */
  readonly #open = new Set<{ readonly began: number }>();
  #stopping = false;
  #orders = 0;

  /** @param note is sent with every payment, to use up disk space. */
  constructor(florin: RunningFlorin, clients: number, note?: string) {
    this.#florin = florin;
    this.#note = note;
    this.#clients = Array.from({ length: clients }, () => this.#run());
  }

  get paid(): number {
    return this.tried.filter(({ status }) => status === 200).length;
  }

  /** Waits until a condition holds for the answers so far. It is checked after each answer. */
  async until(what: string, condition: () => boolean, withinMs = 30_000): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (!condition()) {
      assert.ok(
        performance.now() < deadline,
        `${what} within ${withinMs} ms; ${this.summary()}; ${this.#florin.lines
          .filter((line) => !line.startsWith('{'))
          .slice(-8)
          .join('\n')}`,
      );
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Waits for this many more payments. */
  untilPaid(more: number): Promise<void> {
    const goal = this.paid + more;
    return this.until(`${more} more payments`, () => this.paid >= goal);
  }

  /** Since when the oldest unanswered call has waited. */
  get waitingSince(): number {
    const [oldest] = this.#open;
    return oldest?.began ?? performance.now();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#clients);
  }

  summary(): string {
    const counts: Record<string, number> = {};
    for (const { status, code } of this.tried) {
      const name = `${status} ${code ?? ''}`.trim();
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return JSON.stringify(counts);
  }

  /** Checks that every answer was a payment or a true refusal. */
  assertHonest(): void {
    const honest = new Set(['database_unavailable', 'outcome_unknown', 'overloaded']);
    const wrong = this.tried.filter(
      ({ status, code }) => status !== 200 && !(status === 503 && honest.has(code ?? '')),
    );
    assert.deepEqual(wrong.slice(0, 5), [], this.summary());
  }

  /**
   * Repeats the calls that were not answered, with the same keys. At the end each order must be paid exactly once. Of the
   * calls that were refused before anything was written, only some are repeated: there may be thousands, too many for a
   * small disk.
   */
  async assertNothingLost(ownerUrl: string, withinMs = 60_000): Promise<void> {
    const refused = ({ code }: Tried) => code === 'database_unavailable' || code === 'overloaded';
    const unpaid = this.tried.filter(({ status }) => status !== 200);
    const left = [
      ...unpaid.filter((tried) => !refused(tried)),
      ...unpaid.filter(refused).slice(-REFUSED_ASKED_MAX),
    ];
    const expected = this.paid + left.length;
    const deadline = performance.now() + withinMs;
    while (left.length > 0) {
      assert.ok(performance.now() < deadline, `${left.length} of ${expected} are unpaid; ${this.summary()}`);
      const some = left.splice(0, 20);
      const again = await Promise.all(some.map(({ order, key }) => this.#pay(order, key)));
      for (const [index, answer] of again.entries()) {
        // If a process lost the database while a command was in flight, another may finalize the command a little later.
        if (answer.status === 503 || answer.code === 'idempotency_in_progress')
          left.push(some[index] as Tried);
        else assert.ok(answer.status === 200 || answer.status === 202, JSON.stringify(answer));
      }
    }
    const { differences, payments } = await verify(ownerUrl);
    assert.deepEqual(differences, []);
    assert.ok(payments >= expected);
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.tried.push(await this.#pay(`${this.#name}-${this.#orders++}`, randomUUID()));
      for (const wake of this.#waiting) wake();
      this.#waiting.clear();
    }
  }

  async #pay(order: string, key: string): Promise<Tried> {
    const call = { began: performance.now() };
    this.#open.add(call);
    const answer = await pay(this.#florin, order, key, this.#note);
    this.#open.delete(call);
    return { order, key, ...answer, milliseconds: performance.now() - call.began };
  }
}

/** Pays one order. The status is 0 if there was no answer. */
export async function pay(
  { url, secretKey }: Pick<RunningFlorin, 'url' | 'secretKey'>,
  order: string,
  key: string = randomUUID(),
  description?: string,
): Promise<{ status: number; code: string | null }> {
  try {
    const answer = await fetch(`${url}/pay`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secretKey}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ order_id: order, amount: 100, currency: 'USD', description }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const body = (await answer.json()) as { code?: string };
    return { status: answer.status, code: body.code ?? null };
  } catch (error) {
    return { status: 0, code: String((error as Error).cause ?? error) };
  }
}
