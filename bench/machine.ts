/** Describes the machine that the measurements ran on. */
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { median } from './statistics.ts';
import { type Tools, versionOf } from './tools.ts';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly fileSystem: string;
  /** The median time to append 8 KB and make them durable on the database's disk, of 200 tries. */
  readonly syncMs: number;
  readonly versions: readonly string[];
  /** The settings of PostgreSQL, which are the same for Florin and for TPC-B. */
  readonly settings: readonly string[];
}

const SETTINGS = [
  ...[
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'shared_buffers',
    'max_wal_size',
    'checkpoint_timeout',
  ],
  ...['wal_compression', 'jit', 'io_method', 'max_connections'],
];

export async function describeMachine(watch: pg.Client, cluster: string, tools: Tools): Promise<Machine> {
  const { rows } = await watch.query(
    `select name, current_setting(name) as value from pg_settings where name = any($1) order by name`,
    [SETTINGS],
  );
  const version = await watch.query('select current_setting($1) as version', ['server_version']);
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${systemName()}, Linux ${release()}`,
    fileSystem: fileSystemOf(readFileSync('/proc/mounts', 'utf8'), cluster),
    syncMs: measureSync(cluster),
    versions: [
      `Node ${process.versions.node}`,
      `PostgreSQL ${version.rows[0].version}`,
      versionOf(tools.pgbench, '--version'),
      versionOf(tools.wrk, '--version'),
    ],
    settings: rows.map(({ name, value }) => `${name} = ${value}`),
  };
}

function systemName(): string {
  return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
}

/** The type of the file system that contains a folder, which is the one with the longest mount point above it. */
export function fileSystemOf(mounts: string, folder: string): string {
  const above = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point = '']) => point === '/' || folder === point || folder.startsWith(`${point}/`))
    .sort(([, a = ''], [, b = '']) => b.length - a.length);
  return above[0]?.[2] ?? 'unknown';
}

function measureSync(folder: string): number {
  const file = join(folder, 'bench.sync');
  const handle = openSync(file, 'w');
  const page = Buffer.alloc(8192, 1);
  const times = Array.from({ length: 200 }, () => {
    const from = performance.now();
    writeSync(handle, page);
    fdatasyncSync(handle);
    return performance.now() - from;
  });
  closeSync(handle);
  rmSync(file);
  return median(times);
}
