/** Reads from /proc how much CPU time and memory each kind of process takes under a load. */
import { readdirSync, readFileSync } from 'node:fs';

/** A clock tick of /proc. For programs, Linux has fixed it at a hundredth of a second. */
const TICK_MICROS = 10_000;

export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly program: string;
  readonly ticks: number;
  /** The time of its children that have ended. */
  readonly reapedTicks: number;
}

/** The times of all processes at one moment. */
export interface CpuSnapshot {
  readonly atMs: number;
  readonly processes: ReadonlyMap<number, ProcessTimes>;
  /** Ticks in which a processor of the machine was busy. */
  readonly busyTicks: number;
}

/** The kind of a process. Times are added up for each kind. Null if the process is not measured. */
export type Classify = (process: ProcessTimes) => string | null;

export interface CpuUse {
  /** Microseconds of CPU time by kind. */
  readonly micros: ReadonlyMap<string, number>;
  readonly windowMicros: number;
}

export const REST = 'everything else on the machine';

export function takeSnapshot(): CpuSnapshot {
  const processes = new Map<number, ProcessTimes>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const times = parseStat(readFileSync(`/proc/${entry}/stat`, 'latin1'));
      processes.set(times.pid, times);
    } catch {
      // It ended while we looked.
    }
  }
  return { atMs: performance.now(), processes, busyTicks: parseBusy(readFileSync('/proc/stat', 'latin1')) };
}

/** Reads `/proc/<pid>/stat`. The program's name is in parentheses and may itself contain parentheses. */
export function parseStat(stat: string): ProcessTimes {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  // From the third field on: state, parent, … utime, stime, cutime, cstime are fields 14 to 17.
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid: Number(stat.slice(0, open)),
    parent: field(4),
    program: stat.slice(open + 1, close),
    ticks: field(14) + field(15),
    reapedTicks: field(16) + field(17),
  };
}

/** Reads the first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal … Stolen time does not count. */
export function parseBusy(stat: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] =
    /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number) ?? [];
  return user + nice + system + irq + softirq;
}

/**
 * Returns what each kind of process took between two moments within a load. The start and the end of the load do not count.
 * The time of children that have ended counts as their parent's.
 */
export function cpuBetween(before: CpuSnapshot, after: CpuSnapshot, classify: Classify): CpuUse {
  const micros = new Map<string, number>();
  let ours = 0;
  for (const process of after.processes.values()) {
    const kind = classify(process);
    if (kind === null) continue;
    const earlier = before.processes.get(process.pid);
    const reaped = earlier === undefined ? 0 : process.reapedTicks - earlier.reapedTicks;
    const ticks = process.ticks - (earlier?.ticks ?? 0) + reaped;
    ours += ticks;
    micros.set(kind, (micros.get(kind) ?? 0) + ticks * TICK_MICROS);
  }
  const rest = Math.max(0, after.busyTicks - before.busyTicks - ours);
  micros.set(REST, rest * TICK_MICROS);
  return { micros, windowMicros: (after.atMs - before.atMs) * 1000 };
}

/** Returns how the report calls each process: those that the supervisor started, and those that these started. */
export function classifier(
  snapshot: CpuSnapshot,
  supervisor: number,
  loadGenerator: { pid: number; name: string },
  backends: ReadonlyMap<number, string>,
): Classify {
  const { processes } = snapshot;
  const isPostmaster = (pid: number): boolean => {
    const it = processes.get(pid);
    return it?.parent === supervisor && it.program === 'postgres';
  };
  return ({ pid, parent, program }) => {
    if (pid === loadGenerator.pid) return loadGenerator.name;
    if (pid === process.pid || backends.get(pid) === 'bench') return 'the measurement itself';
    if (pid === supervisor) return 'supervisor';
    if (isPostmaster(parent)) return `PostgreSQL: ${backends.get(pid) ?? 'others'}`;
    if (parent !== supervisor) return null;
    if (program === 'postgres') return 'PostgreSQL: others';
    return commandOf(pid).includes('/shop/') ? 'shop' : 'Florin servers';
  };
}

/** The process ids of the supervisor's servers and of the whole database. */
export function florinProcesses(supervisor: number): { servers: number[]; database: number[] } {
  const { processes } = takeSnapshot();
  const children = [...processes.values()].filter(({ parent }) => parent === supervisor);
  const postmaster = children.find(({ program }) => program === 'postgres');
  const servers = children.filter(
    ({ pid, program }) => program !== 'postgres' && !commandOf(pid).includes('/shop/'),
  );
  return {
    servers: servers.map(({ pid }) => pid),
    database: [...processes.values()]
      .filter(({ pid, parent }) => pid === postmaster?.pid || parent === postmaster?.pid)
      .map(({ pid }) => pid),
  };
}

/** How many bytes of memory a process holds, including shared ones. */
export function residentBytes(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m) * 1024;
}

/** How many bytes of memory a process holds. A shared byte is divided by the number of its users, so that sums are right. */
export function proportionalBytes(pid: number): number {
  return kilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m) * 1024;
}

function kilobytes(file: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(file, 'latin1'))?.[1] ?? 0);
  } catch {
    // It ended while we looked.
    return 0;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
