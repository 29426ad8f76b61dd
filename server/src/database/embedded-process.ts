/** One run of the embedded PostgreSQL as a process. It is started, watched, stopped, and never left behind. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Place } from './embedded-place.ts';

const STOP_DEADLINE_MS = 60_000;

export interface DatabaseExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface DatabaseProcess {
  pid: number;
  stop(): Promise<void>;
  exited: Promise<DatabaseExit>;
}

export type StartOutcome =
  | { kind: 'started'; process: DatabaseProcess }
  | { kind: 'port_taken' | 'held' | 'failed'; reason: string };

/** Starts the server on its cluster, and waits until it accepts connections or says why it does not. */
export async function startProcess(
  place: Place,
  { settings, logFile }: { settings: Record<string, string>; logFile: string },
): Promise<StartOutcome> {
  const holder = await liveHolder(place.cluster);
  if (holder !== undefined)
    return { kind: 'held', reason: `process ${holder} still runs on ${place.cluster}` };
  // A lock file without such a process is stale. But if another program has that id now, PostgreSQL would respect the file.
  await rm(join(place.cluster, 'postmaster.pid'), { force: true });

  const log = await open(logFile, 'a', 0o600);
  const logStart = (await log.stat()).size;
  const child = spawnServer(place, settings, log.fd);
  // The listener is added before anything is awaited, because on a full disk the process ends as soon as it starts.
  const exited = new Promise<DatabaseExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: -1, signal: null }));
  });
  await log.close();
  if (child.pid !== undefined && (await ready(place.cluster, child.pid, exited))) {
    return { kind: 'started', process: running(child, child.pid, exited) };
  }
  const said = (await readFile(logFile)).subarray(logStart).toString('utf8').trim();
  return { kind: reasonKind(said), reason: said || 'it said nothing' };
}

function spawnServer(place: Place, settings: Record<string, string>, logFd: number): ChildProcess {
  const server = [join(place.engine, 'bin', 'postgres'), '-D', place.cluster];
  for (const [name, value] of Object.entries(settings)) server.push('-c', `${name}=${value}`);
  const byKernel = setprivWorks();
  const [command = '', ...args] = byKernel ? [...setpriv(place), ...server] : server;
  const child = spawn(command, args, {
    // In its own process group, so that Ctrl-C reaches only the supervisor, which stops the database last.
    detached: true,
    cwd: place.cluster,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', logFd, logFd],
    ...(byKernel ? {} : place.runAs),
  });
  if (!byKernel && child.pid !== undefined) guardByPipe(child.pid, child);
  // A program that has nothing left to do should end, and the database with it.
  child.unref();
  return child;
}

/**
 * On Linux the kernel itself ends the server when its parent is gone, for whatever reason. It sends SIGQUIT, which ends the
 * server at once: with SIGINT, a server of version 18 that is recovering from a crash waits forever for its own I/O workers.
 */
function setpriv({ runAs }: Place): string[] {
  const dropped = runAs ? ['--reuid', String(runAs.uid), '--regid', String(runAs.gid), '--clear-groups'] : [];
  return ['setpriv', '--pdeathsig', 'QUIT', ...dropped];
}

/** Not every Linux has the program of util-linux (busybox has one that can do less), and other systems have none. */
function setprivWorks(): boolean {
  return process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'QUIT', 'true']).status === 0;
}

/**
 * Does the same where the kernel cannot. A guard process reads a pipe whose other end only this process holds, and ends
 * `pid` when the pipe closes.
 */
export function guardByPipe(pid: number, guarded: ChildProcess): void {
  const guard = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -QUIT "$1"', 'florin-guard', String(pid)], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guarded.once('exit', () => {
    if (guard.pid !== undefined) process.kill(-guard.pid, 'SIGKILL');
  });
}

/** PostgreSQL writes its state into its lock file. The eighth line says `ready` when it accepts connections. */
async function ready(cluster: string, pid: number, exited: Promise<DatabaseExit>): Promise<boolean> {
  let over = false;
  void exited.then(() => {
    over = true;
  });
  while (!over) {
    const lines = await lockFile(cluster);
    if (Number(lines[0]) === pid && lines[7]?.trim() === 'ready') return true;
    await delay(10);
  }
  return false;
}

async function lockFile(cluster: string): Promise<string[]> {
  return readFile(join(cluster, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
}

/** The process in a cluster's lock file, if it is alive and is a server of this cluster. */
async function liveHolder(cluster: string): Promise<number | undefined> {
  const pid = Math.abs(Number((await lockFile(cluster))[0]));
  if (!(pid > 0)) return undefined;
  return isServerOn(cluster, pid) ? pid : undefined;
}

function isServerOn(cluster: string, pid: number): boolean {
  try {
    if (process.platform !== 'linux') {
      const command = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
      return command.stdout.includes(cluster);
    }
    return (
      readlinkSync(`/proc/${pid}/cwd`) === cluster &&
      readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
    );
  } catch {
    return false;
  }
}

function reasonKind(said: string): 'port_taken' | 'held' | 'failed' {
  if (said.includes('could not bind') || said.includes('could not create any TCP/IP sockets'))
    return 'port_taken';
  if (said.includes('pre-existing shared memory block') || /lock file .* already exists/.test(said))
    return 'held';
  return 'failed';
}

function running(child: ChildProcess, pid: number, exited: Promise<DatabaseExit>): DatabaseProcess {
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGINT');
    const hung = setTimeout(() => child.kill('SIGQUIT'), STOP_DEADLINE_MS);
    await once(child, 'exit');
    clearTimeout(hung);
  };
  return { pid, stop, exited };
}
