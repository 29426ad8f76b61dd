/** The Florin that is measured, and how one run on it, or on pgbench beside it, is measured. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import {
  type CpuUse,
  classifier,
  cpuBetween,
  florinProcesses,
  proportionalBytes,
  residentBytes,
  takeSnapshot,
} from './cpu.ts';
import { type Prover, prepare } from './credentials.ts';
import { backendNames, connect, paymentsBooked, walBytes } from './databases.ts';
import {
  type Florin,
  forgetPayments,
  type Merchant,
  makeAccounts,
  makeDataFolder,
  removeDataFolder,
  type StartOptions,
  startFlorin,
} from './florin.ts';
import { AMOUNT, type Load, type RunningLoad, startWrk, type WrkOptions } from './load.ts';
import type { Tools } from './tools.ts';
import { dropTpcb, type PgbenchOptions, startPgbench } from './tpcb.ts';

export const ACCOUNTS = 1000;
export type Spread = 'one account' | '1,000 accounts';
/** Who is paid. Payments to the demo merchant are reported to the demo shop by webhook. */
export type Payee = Spread | 'the demo merchant';

const KEY_FILES = {
  'one account': 'bench-one.keys',
  '1,000 accounts': 'bench-many.keys',
  'the demo merchant': 'bench-demo.keys',
} as const;

/** One run: what the load generator saw, and what it cost. */
export interface Run extends Load {
  readonly cpu: CpuUse;
  /** Bytes of write-ahead log for each payment or transaction. */
  readonly walBytesEach: number;
}

export interface Memory {
  readonly when: string;
  readonly stored: number;
  /** Resident bytes of each server. */
  readonly servers: readonly number[];
  /** Proportional bytes of all processes of PostgreSQL together, shared buffers included. */
  readonly database: number;
}

export class Site {
  readonly dataFolder: string;
  readonly #tools: Tools;
  #florin: Florin | null = null;
  #watch: pg.Client | null = null;
  #merchant: Merchant | null = null;
  #running: RunningLoad | null = null;
  #runs = 0;

  private constructor(dataFolder: string, tools: Tools) {
    this.dataFolder = dataFolder;
    this.#tools = tools;
  }

  static async make(tools: Tools): Promise<Site> {
    return new Site(await makeDataFolder(), tools);
  }

  get florin(): Florin {
    if (this.#florin === null) throw new Error('Florin is not running');
    return this.#florin;
  }

  /** The owner's connection, which watches. */
  get watch(): pg.Client {
    if (this.#watch === null) throw new Error('Florin is not running');
    return this.#watch;
  }

  /** The single account that payments are made to. */
  get merchant(): Merchant {
    if (this.#merchant === null) throw new Error('there is no account yet');
    return this.#merchant;
  }

  /** Starts Florin with this many servers and with all stored payments. */
  async restart(options: Omit<StartOptions, 'dataFolder'>): Promise<void> {
    await this.#stop();
    this.#florin = await startFlorin({ ...options, dataFolder: this.dataFolder });
    this.#watch = await connect(this.#florin.databaseUrl);
    await this.#keepKeys('the demo merchant', [this.#florin.secretKey]);
  }

  /** Starts Florin on a database without payments. */
  async startEmpty(servers: number): Promise<void> {
    if (this.#florin !== null) {
      await this.#stop();
      await forgetPayments(this.dataFolder);
    }
    await this.restart({ servers });
    const merchants = await makeAccounts(this.florin, ACCOUNTS);
    this.#merchant = merchants[0] ?? null;
    await this.#keepKeys('one account', [this.merchant.secretKey]);
    await this.#keepKeys(
      '1,000 accounts',
      merchants.map(({ secretKey }) => secretKey),
    );
  }

  /** Pays over this many connections, and checks that the books contain every payment. */
  pay(payee: Payee, connections: number, seconds: number): Promise<Run> {
    return this.#pay('pay.lua', connections, seconds, {
      BENCH_KEYS: this.#keysFile(payee),
      BENCH_RUN: this.#newRun(),
      BENCH_AMOUNT: String(AMOUNT),
    });
  }

  /** Pays to the single account with requests that are made beforehand, `count` at most. */
  async payPrepared(prover: Prover, count: number, connections: number, seconds: number): Promise<Run> {
    const file = join(this.dataFolder, 'bench.requests');
    await prepare(file, this.florin.baseUrl, prover, { count, run: this.#newRun() });
    const run = await this.#pay('prepared.lua', connections, seconds, { BENCH_REQUESTS: file });
    if (run.done + connections >= count) throw new Error(`${count} prepared payments were too few`);
    return run;
  }

  #newRun(): string {
    return `${Date.now()}-${++this.#runs}`;
  }

  async #pay(
    script: WrkOptions['script'],
    connections: number,
    seconds: number,
    environment: Readonly<Record<string, string>>,
  ): Promise<Run> {
    const before = await this.finalCount();
    const { wrk } = this.#tools;
    const url = this.florin.baseUrl;
    const load = await this.#measure('wrk', seconds, () =>
      startWrk({ wrk, script, url, connections, seconds, environment }),
    );
    const booked = (await paymentsBooked(this.watch)) - before;
    // Payments that were in flight when wrk closed its connections may be booked too.
    if (booked < load.done || booked > load.done + connections) {
      throw new Error(`wrk counts ${load.done} payments, the books hold ${booked} more than before`);
    }
    return load;
  }

  /** Runs pgbench for comparison. */
  pgbench(script: PgbenchOptions['script'], connections: number, seconds: number): Promise<Run> {
    const { pgbench } = this.#tools;
    const ownerUrl = this.florin.databaseUrl;
    return this.#measure('pgbench', seconds, () =>
      startPgbench({ pgbench, ownerUrl, script, connections, seconds }),
    );
  }

  /** Sends GET requests of the single account for these paths in turn. */
  async read(paths: readonly string[], connections: number, seconds: number): Promise<Run> {
    const file = join(this.dataFolder, 'bench.paths');
    await writeFile(file, `${paths.join('\n')}\n`);
    return this.#measure('wrk', seconds, () =>
      startWrk({
        wrk: this.#tools.wrk,
        script: 'read.lua',
        url: this.florin.baseUrl,
        connections,
        seconds,
        environment: { BENCH_PATHS: file, BENCH_KEY: this.merchant.secretKey },
      }),
    );
  }

  async memory(when: string): Promise<Memory> {
    const { servers, database } = florinProcesses(this.florin.supervisor);
    return {
      when,
      stored: await paymentsBooked(this.watch),
      servers: servers.map(residentBytes),
      database: database.reduce((sum, pid) => sum + proportionalBytes(pid), 0),
    };
  }

  /** Ends the running load, so that it fails for whoever waits for it. */
  interrupt(): void {
    if (this.#running === null) return;
    try {
      process.kill(this.#running.pid);
    } catch {
      // It has just ended.
    }
  }

  /** Drops the database of pgbench, ends Florin and removes everything that was created. */
  async close(): Promise<void> {
    try {
      if (this.#florin !== null) await dropTpcb(this.#florin.databaseUrl);
    } finally {
      await this.#stop();
      await removeDataFolder(this.dataFolder);
    }
  }

  async #stop(): Promise<void> {
    await this.#watch?.end();
    this.#watch = null;
    await this.#florin?.stop();
    this.#florin = null;
  }

  /** Counts the payments in the books, after waiting until those that an ended load left in flight are final. */
  async finalCount(): Promise<number> {
    for (let before = await paymentsBooked(this.watch); ; ) {
      await delay(100);
      const now = await paymentsBooked(this.watch);
      if (now === before) return now;
      before = now;
    }
  }

  /** Looks at the machine twice during the load, because the start and the end of a load are not typical of it. */
  async #measure(
    name: string,
    seconds: number,
    start: () => RunningLoad | Promise<RunningLoad>,
  ): Promise<Run> {
    // A checkpoint, so that this run does not have to write what the one before it left.
    await this.watch.query('checkpoint');
    const walBefore = await walBytes(this.watch);
    const running = await start();
    this.#running = running;
    await delay(Math.min(1, seconds / 3) * 1000);
    const before = takeSnapshot();
    await delay((seconds - Math.min(1.5, seconds / 2)) * 1000);
    const after = takeSnapshot();
    const backends = await backendNames(this.watch);
    const load = await running.load.finally(() => {
      this.#running = null;
    });
    const wal = (await walBytes(this.watch)) - walBefore;
    const classify = classifier(after, this.florin.supervisor, { pid: running.pid, name }, backends);
    return { ...load, cpu: cpuBetween(before, after, classify), walBytesEach: wal / load.done };
  }

  #keysFile(payee: Payee): string {
    return join(this.dataFolder, KEY_FILES[payee]);
  }

  async #keepKeys(payee: Payee, keys: readonly string[]): Promise<void> {
    await writeFile(this.#keysFile(payee), `${keys.join('\n')}\n`, { mode: 0o600 });
  }
}
