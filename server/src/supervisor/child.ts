/** A process that is kept running: started again when it dies, asked to finish at the end. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { EXIT_CONFIG, OperatorError } from '../kernel/operator-error.ts';

/** One that dies this often before it was ever ready has a fault that another try will not mend. */
const STARTS_MAX = 3;
const BACKOFF_MS_MAX = 5_000;
/** One that ran this long was healthy: its next death is a new story. */
const HEALTHY_AFTER_MS = 10_000;
/** Longer than any request is given, shorter than a machine waits before it kills. */
const FINISH_WITHIN_MS = 30_000;

export interface ChildOptions {
  name: string;
  module: string;
  /** Asked anew at each start. */
  environment: () => NodeJS.ProcessEnv;
  log: (line: string) => void;
}

export interface KeptChild {
  /** Settles once: when it first said that it is ready, or when it could not be started. */
  ready: Promise<void>;
  /** Lets it finish, then starts it with its environment as it is now. */
  renew(): void;
  /** Lets it finish what is in flight and returns when it is gone. */
  stop(): Promise<void>;
}

/** Starts a module as a process of its own and keeps it running until it is stopped. */
export function keepRunning({ name, module, environment, log }: ChildOptions): KeptChild {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopping = false;
  let everReady = false;
  let failures = 0;

  const start = (): void => {
    const startedAt = Date.now();
    const started = fork(module, {
      env: environment(),
      // Requests leave much behind that dies young, and a collection costs more by what is alive than by what was left:
      // a young generation larger than V8's own is collected less often.
      execArgv: ['--max-semi-space-size=64'],
      // Out of the terminal's group: Ctrl-C is for the supervisor, which lets each finish in its turn.
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
        reject(new OperatorError(`${name} did not start: see what it says above`));
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
      log(`${name} ended with ${signal ?? code}, it is started again`);
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
    log(`${name} did not finish within ${FINISH_WITHIN_MS / 1000} s, it is ended`);
    child.kill('SIGKILL');
  }, FINISH_WITHIN_MS);
  await once(child, 'exit');
  clearTimeout(late);
}
