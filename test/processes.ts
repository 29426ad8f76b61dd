/** Looks at the machine's processes, for tests that kill processes and must leave none. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessRow {
  pid: number;
  parent: number;
  command: string;
}

/** Lists all processes that are alive. A zombie is dead: its parent has just not read its exit code yet. */
export function processes(): ProcessRow[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

export function alive(pid: number): boolean {
  return processes().some((row) => row.pid === pid);
}

/** Waits until a condition holds. Fails the test if that takes more than a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, 'it did not come true within a minute');
    await delay(50);
  }
}

function fromProc(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const [state, parent] =
        readFileSync(`/proc/${entry}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      if (state !== 'Z') rows.push({ pid: Number(entry), parent: Number(parent), command });
    } catch {
      // It ended while we looked.
    }
  }
  return rows;
}

function fromPs(): ProcessRow[] {
  const listed = spawnSync('ps', ['-axo', 'pid=,ppid=,stat=,command='], { encoding: 'utf8' }).stdout;
  return [...listed.matchAll(/^\s*(\d+)\s+(\d+)\s+([^Z\s]\S*)\s+(.*)$/gm)].map(
    ([, pid, parent, , command]) => ({
      pid: Number(pid),
      parent: Number(parent),
      command: command ?? '',
    }),
  );
}
