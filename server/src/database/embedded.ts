/**
 * The PostgreSQL that comes with Florin. The first start creates it in the data folder, and it ends with its parent process.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { renameDurably, writeDurably } from '../kernel/files.ts';
import { OperatorError } from '../kernel/operator-error.ts';
import { connectOwner } from './connect.ts';
import { type Place, preparePlace } from './embedded-place.ts';
import { type DatabaseExit, type DatabaseProcess, startProcess } from './embedded-process.ts';
import { engineTrouble } from './embedded-trouble.ts';

/** After a kill, old backends still hold the shared memory for some seconds. */
const START_DEADLINE_MS = 30_000;

export interface EmbeddedDatabase {
  /** The owner's URL. */
  url: string;
  pid: number;
  /** The folder outside the data folder that belongs to this database, if there is one. */
  outside: string | undefined;
  /** Stops it: running transactions are rolled back, and a checkpoint is written. */
  stop(): Promise<void>;
  exited: Promise<DatabaseExit>;
}

export interface EmbeddedOptions {
  dataFolder: string;
  log: (line: string) => void;
  /** Server settings that replace the defaults. */
  settings?: Record<string, string>;
}

/**
 * Opens the database of a data folder, and creates it first if there is none. Waits up to 30 s for what an earlier server
 * still holds, if that was killed or is still stopping.
 */
export async function openEmbedded({
  dataFolder,
  log,
  settings,
}: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const place = await preparePlace(dataFolder);
  const access = await readAccess(dataFolder);
  await removePartial(place.cluster);
  if (!existsSync(place.cluster)) {
    log('making the database');
    await makeCluster(place, access.password);
  }
  const started = await startWithin(START_DEADLINE_MS, place, dataFolder, access, settings ?? {}, log);
  try {
    return { url: await createDatabase(access), outside: place.outside, ...started };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/** The owner's URL of the database of a data folder, even if it is not running. Undefined if it was never created. */
export async function embeddedUrl(dataFolder: string): Promise<string | undefined> {
  const url = await readFile(accessFile(dataFolder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return url?.trim();
}

interface Access {
  port: number;
  password: string;
}

const accessFile = (dataFolder: string): string => join(dataFolder, 'database.url');

function ownerUrl({ port, password }: Access, database = 'florin'): string {
  return `postgresql://florin:${password}@127.0.0.1:${port}/${database}`;
}

/** Port and password are chosen once and kept, so that a saved URL still works after a restart. */
async function readAccess(dataFolder: string): Promise<Access> {
  const kept = await embeddedUrl(dataFolder);
  if (kept !== undefined) {
    const url = URL.parse(kept);
    if (url !== null && url.port !== '' && url.password !== '')
      return { port: Number(url.port), password: url.password };
    throw new OperatorError(
      `${accessFile(dataFolder)} holds no URL of a database: put back what was there, with the database's password.`,
    );
  }
  const access = { port: await freePort(), password: randomBytes(24).toString('hex') };
  await keepAccess(dataFolder, access);
  return access;
}

async function keepAccess(dataFolder: string, access: Access): Promise<void> {
  await writeDurably(accessFile(dataFolder), `${ownerUrl(access)}\n`);
}

/** Below the range that systems use for outgoing connections, so that the port is still free at later starts. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (!(await answers(port))) return port;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const partialOf = (cluster: string): string => `${cluster}.partial`;

/** Removes what killed starts have left. If an initdb has outlived its start and still writes, the next start removes it. */
async function removePartial(cluster: string): Promise<void> {
  const folder = dirname(cluster);
  for (const name of await readdir(folder))
    if (name.startsWith(basename(partialOf(cluster))))
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
}

/**
 * Creates the cluster under another name and renames it when it is complete, so that a crash never leaves half a cluster.
 */
async function makeCluster(place: Place, password: string): Promise<void> {
  const partial = `${partialOf(place.cluster)}.${randomBytes(4).toString('hex')}`;
  const passwordFile = join(dirname(place.cluster), 'initdb.password');
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (place.runAs !== undefined) {
    for (const path of [partial, passwordFile]) await chown(path, place.runAs.uid, place.runAs.gid);
  }
  const made = spawnSync(
    join(place.engine, 'bin', 'initdb'),
    [
      ...['--pgdata', partial, '--username', 'florin', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...[
        '--encoding',
        'UTF8',
        '--locale',
        'C',
        '--locale-provider',
        'builtin',
        '--builtin-locale',
        'C.UTF-8',
      ],
    ],
    { ...place.runAs, cwd: '/', encoding: 'utf8', env: { PATH: process.env.PATH } },
  );
  await rm(passwordFile, { force: true });
  if (made.status !== 0) {
    await rm(partial, { recursive: true, force: true });
    const said = `${made.stdout ?? ''}${made.stderr ?? ''}`.trim();
    throw engineTrouble(made.error ?? said, place, 'making the database');
  }
  await renameDurably(partial, place.cluster);
}

async function startWithin(
  deadlineMs: number,
  place: Place,
  dataFolder: string,
  access: Access,
  settings: Record<string, string>,
  log: (line: string) => void,
): Promise<DatabaseProcess> {
  const deadline = Date.now() + deadlineMs;
  for (let waiting = false; ; waiting = true) {
    const outcome = await startProcess(place, {
      logFile: join(dataFolder, 'postgres.log'),
      settings: { ...(await defaultSettings(place.cluster)), ...settings, port: String(access.port) },
    });
    if (outcome.kind === 'started') return outcome.process;
    if (outcome.kind === 'port_taken') {
      access.port = await freePort();
      await keepAccess(dataFolder, access);
      log(`the database's port was taken, it moves to ${access.port}`);
      continue;
    }
    if (outcome.kind === 'failed' || Date.now() > deadline)
      throw engineTrouble(outcome.reason, place, 'starting the database');
    if (!waiting) log('waiting for an earlier database process to end');
    await delay(250);
  }
}

async function defaultSettings(cluster: string): Promise<Record<string, string>> {
  const { blocks, bsize } = await statfs(cluster);
  const log = logSizesMb((blocks * bsize) / 2 ** 20);
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: `${sharedBuffersMb()}MB`,
    max_wal_size: `${log.max}MB`,
    min_wal_size: `${log.min}MB`,
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    wal_compression: 'off',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    jit: 'off',
    random_page_cost: '1.1',
    log_checkpoints: 'off',
    // No value of a parameter may reach the log. A statement's error is reported to the client that sent it. Its text
    // and its detail ("Key (email)=(…) already exists") contain values, so the log has only the server's own messages.
    log_min_messages: 'log',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
  };
}

/**
 * How large the write-ahead log may grow between checkpoints, and how much of it is kept for reuse. On a small disk both are
 * a share of it, because the log must leave space for the tables.
 */
export function logSizesMb(diskMb: number): { max: number; min: number } {
  return {
    max: Math.min(8192, Math.max(64, Math.floor(diskMb / 4))),
    min: Math.min(1024, Math.max(32, Math.floor(diskMb / 16))),
  };
}

function sharedBuffersMb(): number {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.min(4096, Math.max(128, Math.floor(memory / 8 / 2 ** 20)));
}

async function createDatabase(access: Access): Promise<string> {
  const client = await connectOwner(ownerUrl(access, 'postgres'), 'florin');
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'florin'`);
    if (rowCount === 0) await client.query('create database florin');
  } finally {
    await client.end();
  }
  return ownerUrl(access);
}
