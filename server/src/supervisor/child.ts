/** A process that is kept running: it is started again when it dies, and is asked to finish at the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT_CONFIG, OperatorError } from '../kernel/operator-error.ts';

/** A process that dies this many times before it is ready has a fault that another start will not fix. */
const STARTS_MAX = 3;
const BACKOFF_MS_MAX = 5_000;
/** A process that ran this long was healthy. When it dies, the count starts again. */
const HEALTHY_AFTER_MS = 10_000;
/** Longer than any request may take, but shorter than an operating system waits before it kills. */
const FINISH_WITHIN_MS = 30_000;

/**
 * A server's memory holds cards for moments. So it is written to no file when the process dies, and a signal opens no debugger. Node
 * cannot set that limit for itself: a shell sets it, and becomes the process.
 */
const WITHOUT_CORE = ['-c', 'ulimit -c 0 && exec "$@"', 'sh'];
const NODE_OPTIONS = [
  '--disable-sigusr1',
  // Requests create many short-lived objects, and a collection costs time only for those that are still alive. So a young
  // generation larger than V8's default, which is collected less often, saves time.
  '--max-semi-space-size=64',
  // The demo shop takes the SDK from its sources, which need no build.
  '--conditions=florin-source',
];

export interface ChildOptions {
  name: string;
  module: string;
  /** Called at each start, because it may have changed. */
  environment: () => NodeJS.ProcessEnv;
  log: (line: string) => void;
}

export interface KeptChild {
  /** Resolves when the process is ready for the first time. Rejects if it cannot be started. */
  ready: Promise<void>;
  /** Lets it finish, then starts it again with its current environment. */
  renew(): void;
  /** Lets it finish what is in flight, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a module as a process and keeps it running until it is stopped. */
export function keepRunning({ name, module, environment, log }: ChildOptions): KeptChild {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopping = false;
  let everReady = false;
  let failures = 0;

  const start = (): void => {
    const startedAt = Date.now();
    const started = spawn('/bin/sh', [...WITHOUT_CORE, process.execPath, ...NODE_OPTIONS, module], {
      env: environment(),
      // In its own process group, so that Ctrl-C reaches only the supervisor, which then lets each process finish in turn.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = started;
    started.on('message', (message) => {
      if (!(message as { ready?: boolean }).ready) return;
      everReady = true;
      resolve();
    });
    started.once('error', (error) => log(`${name}: ${error.message}`));
    started.once('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      if (!everReady && code === EXIT_CONFIG) {
        reject(new OperatorError(`${name} did not start: see its message above`));
        return;
      }
      failures = Date.now() - startedAt > HEALTHY_AFTER_MS ? 1 : failures + 1;
      if (!everReady && failures >= STARTS_MAX) {
        reject(
          new OperatorError(`${name} did not start: it ended with ${signal ?? code} ${failures} times`, {
            exitCode: 1,
          }),
        );
        return;
      }
      const backoffMs = Math.min(BACKOFF_MS_MAX, 100 * 2 ** (failures - 1));
      log(`${name} ended with ${signal ?? code} and is started again`);
      again = setTimeout(start, backoffMs);
    });
  };

  const stop = async (): Promise<void> => {
    stopping = true;
    clearTimeout(again);
    if (child !== undefined) await finish(child, name, log);
  };
  start();
  return { ready, stop, renew: () => child?.kill('SIGTERM') };
}

async function finish(child: ChildProcess, name: string, log: (line: string) => void): Promise<void> {
  child.kill('SIGTERM');
  const late = setTimeout(() => {
    log(`${name} did not finish within ${FINISH_WITHIN_MS / 1000} s and is killed`);
    child.kill('SIGKILL');
  }, FINISH_WITHIN_MS);
  await once(child, 'exit');
  clearTimeout(late);
}
