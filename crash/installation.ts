/** A real installation: a supervisor with its servers and its database, in its own data folder. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { embeddedUrl } from '../server/src/database/embedded.ts';
import { seedSandbox } from '../server/src/sandbox-merchant.ts';
import { KeyRing } from '../server/src/vault/index.ts';
import { processes } from '../test/processes.ts';
import type { Merchant } from './client.ts';

const root = resolve(import.meta.dirname, '..');
const MERCHANTS = 5;
const READY_WITHIN_MS = 90_000;
const GONE_WITHIN_MS = 20_000;
/** How long the database may take to list its backends. A frozen backend may hold up all others. */
const LOOK_MS_MAX = 1_000;
/** How many times the test looks for a lane's backend that is in the middle of a round. */
const CATCHES_MAX = 1_000;

/** The deadlines in the kill test. They are short, so that they pass often. */
const SEND_WITHIN_MS = 1_000;
const RECOVER_AFTER_MS = 3_000;

/** The address of the channel, and the secret that it signs its notifications with. */
export interface ChannelLine {
  readonly url: string;
  readonly secret: string;
}

interface Backend {
  readonly pid: number;
  readonly clientPort: number;
}

export class Installation {
  readonly port: number;
  readonly dataFolder: string;
  /** What the platform printed, for finding the cause of a failure. */
  readonly lines: string[] = [];
  /** Supervisors that ended without being told to. */
  readonly unasked: string[] = [];
  readonly #environment: NodeJS.ProcessEnv;
  #supervisor: ChildProcess | null = null;
  #ending = false;

  private constructor(port: number, dataFolder: string, channel: ChannelLine) {
    const { DATABASE_URL: _, FLORIN_ROOT_KEY: __, ...inherited } = process.env;
    this.port = port;
    this.dataFolder = dataFolder;
    this.#environment = {
      ...inherited,
      PORT: String(port),
      FLORIN_DATA: dataFolder,
      FLORIN_PROCESSES: '2',
      FLORIN_SEND_WITHIN_MS: String(SEND_WITHIN_MS),
      FLORIN_RECOVER_AFTER_MS: String(RECOVER_AFTER_MS),
      FLORIN_CARD_CHANNEL_URL: channel.url,
      FLORIN_CARD_CHANNEL_SECRET: channel.secret,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    };
  }

  static async open(port: number, channel: ChannelLine): Promise<Installation> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'florin-crash-'));
    await chmod(dataFolder, 0o711);
    const installation = new Installation(port, dataFolder, channel);
    await installation.start();
    return installation;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(root, 'server/src/supervisor.ts')], {
      cwd: root,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#supervisor = child;
    const ready = Promise.withResolvers<void>();
    for (const output of [child.stdout, child.stderr]) {
      createInterface(output).on('line', (line) => {
        this.lines.push(line);
        if (line.startsWith('Florin is ready at ')) ready.resolve();
      });
    }
    this.#ending = false;
    child.once('exit', (code, by) => {
      ready.reject(new Error(`the supervisor did not start:\n${this.lines.slice(-20).join('\n')}`));
      if (!this.#ending) this.unasked.push(`supervisor ${child.pid} ended with ${by ?? code} by itself`);
    });
    const late = setTimeout(() => ready.reject(new Error('the supervisor is not ready')), READY_WITHIN_MS);
    await ready.promise.finally(() => clearTimeout(late));
  }

  /** The first merchant is the demo account of the first start. */
  async merchants(): Promise<Merchant[]> {
    const sandbox = JSON.parse(await readFile(join(this.dataFolder, 'sandbox.json'), 'utf8'));
    const rootKey = await readFile(join(this.dataFolder, 'root.key'), 'utf8');
    const keys = new KeyRing(Buffer.from(rootKey.trim(), 'hex'));
    const merchants = [{ account: sandbox.account_id, secretKey: sandbox.secret_key }];
    while (merchants.length < MERCHANTS) {
      const seed = await seedSandbox(await this.databaseUrl(), keys, null);
      merchants.push({ account: seed.account_id, secretKey: seed.secret_key });
    }
    return merchants;
  }

  async databaseUrl(): Promise<string> {
    const url = await embeddedUrl(this.dataFolder);
    assert.ok(url);
    return url;
  }

  get supervisor(): number {
    return this.#supervisor?.pid ?? 0;
  }

  /** The servers that are alive, frozen or not. */
  servers(): number[] {
    return this.#children('server/src/main.ts');
  }

  postmaster(): number | undefined {
    return this.#children('bin/postgres -D')[0];
  }

  #children(command: string): number[] {
    return processes()
      .filter((row) => row.parent === this.supervisor && row.command.includes(command))
      .map(({ pid }) => pid)
      .sort((a, b) => a - b);
  }

  /** Freezes the backend of a lane in the middle of a round. Returns undefined if no backend was in a round. */
  async freezeBackend(index: number, inCommit: boolean): Promise<number | undefined> {
    return (await this.#catchBackend(index, inCommit))?.pid;
  }

  /** Freezes a server during one of its COMMITs. The database goes on, but nobody receives its answer. */
  async freezeServerInCommit(index: number): Promise<number | undefined> {
    const backend = await this.#catchBackend(index, true);
    if (backend === undefined) return undefined;
    try {
      const server = this.servers().find((pid) => hasConnectionFrom(pid, backend.clientPort));
      return server !== undefined && signal(server, 'SIGSTOP') ? server : undefined;
    } finally {
      signal(backend.pid, 'SIGCONT');
    }
  }

  async #catchBackend(index: number, inCommit: boolean): Promise<Backend | undefined> {
    const client = new pg.Client({
      connectionString: await this.databaseUrl(),
      connectionTimeoutMillis: LOOK_MS_MAX,
      query_timeout: LOOK_MS_MAX,
    });
    client.on('error', () => {});
    await client.connect();
    const busy = async (): Promise<Backend[]> =>
      (
        await client.query(
          `select pid, client_port as "clientPort" from pg_stat_activity
           where application_name = 'florin lane' and xact_start is not null
             and (not $1 or state = 'active' and lower(query) = 'commit') order by pid`,
          [inCommit],
        )
      ).rows;
    try {
      for (let tries = 0; tries < CATCHES_MAX; tries += 1) {
        const found = await busy();
        const backend = found[index % found.length];
        if (backend === undefined || !signal(backend.pid, 'SIGSTOP')) continue;
        // The list may be out of date by the time the backend is frozen. If the backend is still listed, it stays frozen,
        // otherwise it continues. If the database does not answer, the backend holds what all others need, so it is in a round.
        const stillBusy = await busy().catch(() => [backend]);
        if (stillBusy.some(({ pid }) => pid === backend.pid)) return backend;
        signal(backend.pid, 'SIGCONT');
      }
      return undefined;
    } finally {
      // This is not awaited, because its own backend may wait for the frozen one.
      void client.end().catch(() => {});
    }
  }

  /** Kills the supervisor and starts another. Returns the processes that outlived the first. */
  async killSupervisor(): Promise<number[]> {
    const all = this.#tree();
    this.#ending = true;
    signal(this.supervisor, 'SIGKILL');
    const left = await gone(all);
    for (const pid of left) signal(pid, 'SIGKILL');
    await this.start();
    return left;
  }

  /** Stops the installation as a person does. Returns the processes that are left, which should be none. */
  async stop(): Promise<{ code: number | null; left: number[] }> {
    const all = this.#tree();
    this.#ending = true;
    const child = this.#supervisor as ChildProcess;
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill('SIGTERM');
    await ended;
    const left = await gone(all);
    for (const pid of left) signal(pid, 'SIGKILL');
    return { code: child.exitCode, left };
  }

  /** Removes all its files. */
  async remove(): Promise<void> {
    const elsewhere = join(this.dataFolder, 'database');
    if (existsSync(elsewhere)) {
      const id = (await readFile(elsewhere, 'utf8')).trim();
      await rm(join('/var/lib/florin', id), { recursive: true, force: true });
    }
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  #tree(): number[] {
    const rows = processes();
    const tree = new Set([this.supervisor]);
    for (let before = 0; before < tree.size; ) {
      before = tree.size;
      for (const row of rows) if (tree.has(row.parent)) tree.add(row.pid);
    }
    return [...tree];
  }
}

/** Sends a signal to a process. Returns false if the process is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Whether a process holds the end of a local connection that has this port. Only Linux can tell. */
function hasConnectionFrom(pid: number, port: number): boolean {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const row = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1] === local);
  const socket = `socket:[${row?.[9]}]`;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    // The process ended, or closed one of its files, while we looked.
    return false;
  }
}

async function gone(pids: readonly number[]): Promise<number[]> {
  const deadline = performance.now() + GONE_WITHIN_MS;
  for (;;) {
    const living = new Set(processes().map(({ pid }) => pid));
    const left = pids.filter((pid) => living.has(pid));
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(50);
  }
}
