/** Runs pgbench for comparison: TPC-B and its reads, on the same PostgreSQL with the same settings. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { administer, onDatabase } from './databases.ts';
import { type Load, type RunningLoad, start } from './load.ts';
import { percentile } from './statistics.ts';

const DATABASE = 'bench_tpcb';
/** At least as many branches as connections. With fewer, the transactions would wait for each other's branch. */
export const SCALE = 128;

/** Creates and fills the database. */
export async function makeTpcb(pgbench: string, ownerUrl: string): Promise<void> {
  await dropTpcb(ownerUrl);
  await administer(ownerUrl, `create database ${DATABASE}`);
  const filled = spawnSync(pgbench, ['--initialize', '--quiet', '--scale', String(SCALE)], {
    env: environment(ownerUrl),
    encoding: 'utf8',
  });
  if (filled.status !== 0) throw new Error(`pgbench could not fill its database: ${filled.stderr}`);
}

export async function dropTpcb(ownerUrl: string): Promise<void> {
  await administer(ownerUrl, `drop database if exists ${DATABASE} with (force)`);
}

export interface PgbenchOptions {
  readonly pgbench: string;
  readonly ownerUrl: string;
  readonly script: 'tpcb-like' | 'select-only';
  readonly connections: number;
  readonly seconds: number;
}

/** Starts pgbench with prepared statements. Each transaction's time is logged, since it prints no percentiles itself. */
export async function startPgbench(options: PgbenchOptions): Promise<RunningLoad> {
  const { pgbench, ownerUrl, script, connections, seconds } = options;
  const folder = await mkdtemp(join(tmpdir(), 'florin-pgbench-'));
  const args = [
    ...['--protocol', 'prepared', '--builtin', script, '--client', String(connections)],
    ...['--jobs', String(Math.min(connections, availableParallelism())), '--time', String(seconds)],
    ...['--log', '--log-prefix', join(folder, 'log')],
    // Reads run at tens of thousands a second. Logging each of them would take longer than the reads.
    ...(script === 'select-only' ? ['--sampling-rate', '0.1'] : []),
  ];
  return start(pgbench, args, environment(ownerUrl), async (output) => {
    try {
      const logs = await Promise.all(
        (await readdir(folder)).map((file) => readFile(join(folder, file), 'latin1')),
      );
      return parsePgbench(output, logs);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

/** Reads what pgbench prints, and its logs of transactions. Throws if a transaction failed. */
export function parsePgbench(output: string, logs: readonly string[]): Load {
  const find = (pattern: RegExp): number => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`pgbench printed something else: ${output}`);
    return Number(found);
  };
  if (find(/number of failed transactions: (\d+)/) > 0) throw new Error(`transactions failed: ${output}`);
  // The third field of a line: client, transaction, microseconds, …
  const micros = logs.flatMap((log) =>
    Array.from(log.matchAll(/^\d+ \d+ (\d+) /gm), ([, time]) => Number(time)),
  );
  const times = Float64Array.from(micros);
  return {
    done: find(/transactions actually processed: (\d+)/),
    perSecond: find(/tps = ([\d.]+)/),
    p50Ms: percentile(times, 0.5) / 1000,
    p99Ms: percentile(times, 0.99) / 1000,
  };
}

function environment(ownerUrl: string): Record<string, string> {
  const { hostname, port, username, password } = new URL(onDatabase(ownerUrl, DATABASE));
  return {
    PATH: process.env.PATH ?? '',
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: password,
    PGDATABASE: DATABASE,
  };
}
