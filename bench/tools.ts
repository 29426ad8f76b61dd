/** Finds the load generators on the machine, or installs them if that is possible. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Tools {
  readonly wrk: string;
  readonly pgbench: string;
}

const PACKAGES = ['wrk', 'postgresql-15'];

/** Finds wrk and pgbench. On a Debian that lacks them, root installs them first. */
export function findTools(log: (line: string) => void): Tools {
  const found = lookForTools();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    log(`installing ${PACKAGES.join(' and ')} (apt-get) …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES],
    ]) {
      spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    }
    const installed = lookForTools();
    if (installed !== null) return installed;
  }
  throw new Error(
    `The measurements need wrk and pgbench. On Debian, run "apt-get install ${PACKAGES.join(' ')}" as root. ` +
      'On other systems, install wrk and the server package of PostgreSQL, which contains pgbench.',
  );
}

/** The first line that a program prints about its version. */
export function versionOf(program: string, flag: string): string {
  const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' });
  return (stdout + stderr).split('\n')[0]?.replace(/ Copyright.*/, '') ?? '';
}

function lookForTools(): Tools | null {
  const wrk = onPath('wrk');
  const pgbench = findPgbench();
  return wrk === undefined || pgbench === undefined ? null : { wrk, pgbench };
}

/** The program itself. On Debian, the one on the path is a wrapper that chooses a version by the machine's clusters. */
function findPgbench(): string | undefined {
  const folders = globSync('/usr/lib/postgresql/*/bin').sort((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  );
  const config = onPath('pg_config');
  if (config !== undefined) {
    folders.unshift(spawnSync(config, ['--bindir'], { encoding: 'utf8' }).stdout.trim());
  }
  const file = folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path));
  return file ?? onPath('pgbench');
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
