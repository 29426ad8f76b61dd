/** Florin as `npm start` runs it: a supervisor with its servers and PostgreSQL, in its own data folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { methodOfToken } from '../server/src/channels/index.ts';
import { openEmbedded } from '../server/src/database/embedded.ts';
import { openPool } from '../server/src/database/index.ts';
import { createAccount, createKey, createOrganization } from '../server/src/identity/index.ts';
import type { AccountId } from '../server/src/kernel/ids.ts';
import { KeyRing } from '../server/src/vault/index.ts';
import { freePort } from '../test/ports.ts';
import { administer } from './databases.ts';

const root = resolve(import.meta.dirname, '..');

export interface Florin {
  readonly baseUrl: string;
  /** The owner's URL of the database. Other databases may share its server. */
  readonly databaseUrl: string;
  readonly rootKey: Buffer;
  /** The key of the demo merchant, whose payments are reported to the demo shop by webhook. */
  readonly secretKey: string;
  readonly supervisor: number;
  readonly servers: number;
  stop(): Promise<void>;
}

export async function makeDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-bench-'));
  // The database may run as another user, who must be able to enter the folder.
  await chmod(folder, 0o711);
  return folder;
}

/** Where the files of the database are. They are outside the data folder if the database's user cannot reach it. */
export async function clusterFolder(dataFolder: string): Promise<string> {
  const id = await readFile(join(dataFolder, 'database'), 'utf8').catch(() => null);
  return id === null ? dataFolder : join('/var/lib/florin', id.trim());
}

export async function removeDataFolder(dataFolder: string): Promise<void> {
  await rm(await clusterFolder(dataFolder), { recursive: true, force: true });
  await rm(dataFolder, { recursive: true, force: true });
}

export interface StartOptions {
  readonly dataFolder: string;
  readonly servers: number;
  /** What a server runs instead of main.ts, and its environment. */
  readonly instead?: { readonly module: string; readonly environment: Record<string, string> };
}

/** Starts everything and waits until it is ready. */
export async function startFlorin({ dataFolder, servers, instead }: StartOptions): Promise<Florin> {
  const port = await freePort();
  // Settings of the caller's own Florin must not reach this one.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('FLORIN_') && !['DATABASE_URL', 'LOG_LEVEL', 'NODE_OPTIONS'].includes(name),
  );
  const child = spawn(
    process.execPath,
    ['server/src/supervisor.ts', ...(instead === undefined ? [] : [instead.module])],
    {
      cwd: root,
      env: {
        ...Object.fromEntries(inherited),
        ...instead?.environment,
        PORT: String(port),
        FLORIN_DATA: dataFolder,
        FLORIN_PROCESSES: String(servers),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a process group of its own, so that Ctrl-C reaches only the measurement, which then stops Florin.
      detached: true,
    },
  );
  await ready(child, `Florin is ready at http://127.0.0.1:${port}`);
  const sandbox = JSON.parse(await readFile(join(dataFolder, 'sandbox.json'), 'utf8'));
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    databaseUrl: (await readFile(join(dataFolder, 'database.url'), 'utf8')).trim(),
    rootKey: Buffer.from((await readFile(join(dataFolder, 'root.key'), 'utf8')).trim(), 'hex'),
    secretKey: sandbox.secret_key,
    supervisor: child.pid as number,
    servers,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Removes all payments and accounts, and nothing else on the server. The next start is then like the first. */
export async function forgetPayments(dataFolder: string): Promise<void> {
  const engine = await openEmbedded({ dataFolder, log: () => {} });
  try {
    await administer(engine.url, 'drop database florin with (force)');
    await rm(join(dataFolder, 'sandbox.json'), { force: true });
  } finally {
    await engine.stop();
  }
}

/** Creates an account to pay to. It has no webhook endpoint. */
export interface Merchant {
  readonly account: AccountId;
  readonly secretKey: string;
}

/** Creates accounts like the demo merchant's. */
export async function makeAccounts({ databaseUrl, rootKey }: Florin, count: number): Promise<Merchant[]> {
  const [home, cell] = [openPool(databaseUrl, 'home', 1), openPool(databaseUrl, 'cell', 1)];
  const keys = new KeyRing(rootKey);
  const at = Date.now();
  const made: Merchant[] = [];
  const clients = await Promise.all([home.connect(), cell.connect()]);
  const [atHome, inCell] = clients;
  try {
    for (const client of clients) await client.query('begin');
    const organization = await createOrganization(atHome, { kind: 'merchant', name: 'Merchants' }, at);
    for (let n = 1; n <= count; n++) {
      const account = await createAccount(
        atHome,
        inCell,
        {
          organization,
          environment: 'sandbox',
          name: `Merchant ${n}`,
          defaultMethod: methodOfToken('tok_visa'),
          terms: { feeBasisPoints: 290n, feeFixed: 30n, negativeLimit: 1_000_000n },
          rateLimit: null,
        },
        at,
      );
      made.push({ account: account.id, secretKey: await createKey(atHome, keys, account, 'secret', at) });
    }
    for (const client of clients) await client.query('commit');
  } finally {
    for (const client of clients) client.release();
    await Promise.all([home.end(), cell.end()]);
  }
  return made;
}

/** Reads the supervisor's output until it is ready. If it ends before that, the error shows all of the output. */
async function ready(child: ChildProcess, line: string): Promise<void> {
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  for (const output of [child.stdout, child.stderr]) {
    if (output === null) continue;
    createInterface(output).on('line', (said) => {
      if (lines.length < 100) lines.push(said);
      if (said === line) resolve();
    });
  }
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`Florin ended: ${lines.join('\n')}`)));
  await promise;
}
