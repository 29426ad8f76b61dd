/** Allows one supervisor for each data folder. The lock identifies its holder so exactly that a stale lock is recognized. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../kernel/files.ts';
import { OperatorError } from '../kernel/operator-error.ts';

const TRIES_MAX = 5;
/** A file that is being written next to its final place. Its name contains the id of the process that writes it. */
const LEFT = /^(?:supervisor\.lock|database|database\.url|root\.key|sandbox\.json)\.(\d+)(?:\.new|\.stale)?$/;

/**
 * Takes the lock of a data folder and returns a function that releases it. Creates the folder if there is none. Throws if
 * another supervisor holds the lock.
 */
export async function lockDataFolder(dataFolder: string): Promise<() => Promise<void>> {
  // Other users may pass through, because the database may run as another user, but they may not list the folder.
  await makeFolder(dataFolder, 0o711);
  const lock = join(dataFolder, 'supervisor.lock');
  const mine = `${lock}.${process.pid}`;
  await writeFile(mine, describeProcess(process.pid) ?? '', { mode: 0o600 });
  try {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      // Creating a link is atomic and never replaces another.
      if (await linked(mine, lock)) {
        await removeLeft(dataFolder);
        return () => rm(lock, { force: true });
      }
      await removeIfStale(lock, mine);
    }
    throw new OperatorError(`The lock ${lock} is taken again and again. Start one Florin at a time.`, {
      exitCode: 1,
    });
  } finally {
    await rm(mine, { force: true });
  }
}

/** Removes unfinished files that killed processes have left. */
async function removeLeft(dataFolder: string): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    const pid = LEFT.exec(name)?.[1];
    if (pid !== undefined && describeProcess(Number(pid)) === undefined)
      await rm(join(dataFolder, name), { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(lock: string, mine: string): Promise<void> {
  const holder = await readFile(lock, 'utf8').catch(() => undefined);
  if (holder === undefined) return;
  const pid = Number(holder.split(' ')[0]);
  if (describeProcess(pid) === holder) {
    throw new OperatorError(
      `Florin already runs on this data folder (process ${pid}). Stop that one first, or set FLORIN_DATA to run a second one.`,
      { exitCode: 1 },
    );
  }
  // Two processes may find it stale at the same time. So what was moved aside is checked again, and a newer lock is put back.
  const aside = `${mine}.stale`;
  await rename(lock, aside).catch(() => {});
  const moved = await readFile(aside, 'utf8').catch(() => holder);
  if (moved !== holder) await linked(aside, lock);
  await rm(aside, { force: true });
}

/** A process id with the start time of the process, because ids are reused. Undefined if the process is not alive. */
function describeProcess(pid: number): string | undefined {
  if (!(pid > 0)) return undefined;
  if (process.platform === 'linux') {
    try {
      // The name is in parentheses and may contain anything. The start time is the 20th field after it.
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
      return fields?.[0] === 'Z' ? undefined : `${pid} ${fields?.[19]} ${boot}`;
    } catch {
      return undefined;
    }
  }
  const started = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return started === '' ? undefined : `${pid} ${started}`;
}
