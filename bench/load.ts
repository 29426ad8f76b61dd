/** The load on Florin: wrk, which costs the machine far less than a load generator in Node would. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a load generator saw. */
export interface Load {
  /** Requests that were answered, or transactions that were committed. */
  readonly done: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A load generator that runs. */
export interface RunningLoad {
  readonly pid: number;
  readonly load: Promise<Load>;
}

/** What every payment of the measurements amounts to: what the books hold tells how many there were. */
export const AMOUNT = 100;

export interface WrkOptions {
  readonly wrk: string;
  readonly script: 'pay.lua' | 'read.lua';
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts wrk on one thread: the scripts count on it, and it is enough for tens of thousands of requests a second. */
export function startWrk({ wrk, script, url, connections, seconds, environment }: WrkOptions): RunningLoad {
  const args = [
    ...['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`],
    ...['--timeout', '10s', '--latency', '--script', join(import.meta.dirname, script), url],
  ];
  return start(wrk, args, { ...environment, PATH: process.env.PATH ?? '' }, parseWrk);
}

/** Starts a load generator; what it prints is read when it has ended. */
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
  // Whoever started it may still be looking at something else when it fails.
  load.catch(() => {});
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  return { pid: child.pid, load };
}

/** Reads what wrk prints. Throws where any request was refused or any connection failed: then nothing was measured. */
export function parseWrk(output: string): Load {
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`wrk printed something else: ${output}`);
    return found;
  };
  const errors = /Socket errors: .*|Non-2xx or 3xx responses: .*/.exec(output)?.[0];
  if (errors !== undefined) throw new Error(`not every request was answered well. ${errors}`);
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
  if (perUnit === undefined) throw new Error(`wrk says "${text}", which is no time`);
  return Number(number) * perUnit;
}
