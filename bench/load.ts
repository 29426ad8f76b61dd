/** Puts load on Florin with wrk, which takes far less of the machine than a load generator in Node would. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a load generator saw. */
export interface Load {
  /** How many requests were answered, or transactions were committed. */
  readonly done: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A running load generator. */
export interface RunningLoad {
  readonly pid: number;
  readonly load: Promise<Load>;
}

/** The amount of every payment. All have the same, so the sum in the books tells how many there were. */
export const AMOUNT = 100;

export interface WrkOptions {
  readonly wrk: string;
  readonly script: 'pay.lua' | 'prepared.lua' | 'read.lua';
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts wrk with one thread. The scripts rely on that, and it is enough for tens of thousands of requests a second. */
export function startWrk({ wrk, script, url, connections, seconds, environment }: WrkOptions): RunningLoad {
  const args = [
    ...['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`],
    ...['--timeout', '10s', '--latency', '--script', join(import.meta.dirname, script), url],
  ];
  return start(wrk, args, { ...environment, PATH: process.env.PATH ?? '' }, parseWrk);
}

/** Starts a load generator. Its output is read when it has ended. */
export function start(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  parse: (output: string) => Load | Promise<Load>,
): RunningLoad {
  const child = spawn(program, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
  const load = new Promise<Load>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const output = Buffer.concat(printed).toString('utf8');
      if (code === 0) resolve(Promise.resolve(output).then(parse));
      else reject(new Error(`${program} ended with ${signal ?? code}: ${output}`));
    });
  });
  // It may fail before anybody awaits it.
  load.catch(() => {});
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  return { pid: child.pid, load };
}

/** Reads what wrk prints. Throws if a request was refused or a connection failed, because that measurement is worth nothing. */
export function parseWrk(output: string): Load {
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`wrk printed something else: ${output}`);
    return found;
  };
  const errors = /Socket errors: .*|Non-2xx or 3xx responses: .*/.exec(output)?.[0];
  if (errors !== undefined) throw new Error(`some requests were refused or not answered. ${errors}`);
  return {
    done: Number(find(/(\d+) requests in/)),
    perSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    p50Ms: milliseconds(find(/ 50%\s+(\S+)/)),
    p99Ms: milliseconds(find(/ 99%\s+(\S+)/)),
  };
}

function milliseconds(text: string): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  const perUnit = { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit ?? ''];
  if (perUnit === undefined) throw new Error(`wrk printed "${text}", which is not a time`);
  return Number(number) * perUnit;
}
