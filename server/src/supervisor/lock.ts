/** One supervisor for one data folder. The lock names its holder so exactly that a stale one is known as such. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TRIES_MAX = 5;

/** Takes the lock of a data folder and returns what releases it; throws when another supervisor holds it. */
export async function lockDataFolder(dataFolder: string): Promise<() => Promise<void>> {
  const lock = join(dataFolder, 'supervisor.lock');
  const mine = `${lock}.${process.pid}`;
  await writeFile(mine, describeProcess(process.pid) ?? '', { mode: 0o600 });
  try {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      // A link is made whole or not at all, and never over another.
      if (await linked(mine, lock)) return () => rm(lock, { force: true });
      await removeIfStale(lock, mine);
    }
    throw new Error(`the lock ${lock} is taken again and again`);
  } finally {
    await rm(mine, { force: true });
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
    throw new Error(
      `Florin already runs on this data folder (process ${pid}). Stop that one first, or set FLORIN_DATA to run a second one.`,
    );
  }
  // Two may find it stale at once. What is moved aside is looked at again, and put back if it was a newer lock.
  const aside = `${mine}.stale`;
  await rename(lock, aside).catch(() => {});
  const moved = await readFile(aside, 'utf8').catch(() => holder);
  if (moved !== holder) await linked(aside, lock);
  await rm(aside, { force: true });
}

/** A process id together with the moment of its start, since ids come round again; undefined when it does not live. */
function describeProcess(pid: number): string | undefined {
  if (!(pid > 0)) return undefined;
  if (process.platform === 'linux') {
    try {
      // The name, in brackets, may hold anything; the start is the 20th field after it.
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
