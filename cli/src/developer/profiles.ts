/** The file with the profiles: who the command line is, at which Florin. Nobody but its owner may read it. */
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandError } from './trouble.ts';

/** By a key, or by the tokens of an app that a person has let act for them. */
export type Profile = { readonly base_url: string } & (
  | { readonly secret_key: string }
  | {
      readonly client_id: string;
      /** Null: a program that cannot keep a secret. */
      readonly client_secret: string | null;
      readonly access_token: string;
      readonly refresh_token: string | null;
      /** In milliseconds since 1970. */
      readonly expires_at: number;
    }
);

export interface Profiles {
  /** The one that is used where none is named. */
  readonly current: string | null;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** Whoever held the lock for longer has died with it. */
const LOCK_MS_MAX = 60_000;

export function profilesFile(env: NodeJS.ProcessEnv = process.env): string {
  const config = env.XDG_CONFIG_HOME;
  return join(
    config === undefined || config === '' ? join(homedir(), '.config') : config,
    'florin/profiles.json',
  );
}

export async function readProfiles(file = profilesFile()): Promise<Profiles> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new CommandError(
        'signedOut',
        `Others may read the keys in ${file}: run "chmod 600" on it first.`,
      );
    return JSON.parse(await readFile(file, 'utf8')) as Profiles;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { current: null, profiles: {} };
    if (error instanceof SyntaxError)
      throw new CommandError(
        'signedOut',
        `${file} is not JSON any more: remove it, and sign in again.`,
        error,
      );
    throw error;
  }
}

/**
 * Changes the file while no other process does. A refresh token works once, so whoever uses one does it in here as well.
 * What is written replaces the file whole, so a reader sees the one before or this one.
 */
export async function changeProfiles<T>(
  change: (before: Profiles) => Promise<{ readonly after: Profiles; readonly result: T }>,
  file = profilesFile(),
): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const lock = `${file}.lock`;
  await takeLock(lock);
  try {
    const { after, result } = await change(await readProfiles(file));
    const written = `${file}.new`;
    await writeFile(written, `${JSON.stringify(after, null, 2)}\n`, { mode: 0o600 });
    await rename(written, file);
    return result;
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<void> {
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const taken = await stat(lock).catch(() => null);
      if (taken !== null && Date.now() - taken.mtimeMs > LOCK_MS_MAX) await rm(lock, { force: true });
      await delay(50);
    }
  }
}

/** @throws CommandError if the name cannot be typed at a prompt without quotes. */
export function readProfileName(name: string): string {
  if (/^[\w.-]{1,64}$/.test(name) && name !== '__proto__') return name;
  throw new CommandError(
    'arguments',
    `The profile's name ${JSON.stringify(name)} may have letters, digits, ".", "_" and "-".`,
  );
}

export async function saveProfile(name: string, profile: Profile): Promise<void> {
  await changeProfiles(async ({ profiles }) => ({
    after: { current: name, profiles: { ...profiles, [name]: profile } },
    result: undefined,
  }));
}
