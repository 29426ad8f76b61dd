/**
 * The profiles: who the command line is, at which Florin. Their file is read by nobody but its owner. The keys and tokens are in the
 * system's keychain where there is one, and in the file elsewhere.
 */
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { forget, keep, kept } from './keychain.ts';
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

/** In the file: all of it, or only where the rest is. */
export type StoredProfile =
  | Profile
  | { readonly base_url: string; readonly by: string; readonly kept_in: 'keychain' };

export interface Profiles {
  /** The one that is used where none is named. */
  readonly current: string | null;
  readonly profiles: Readonly<Record<string, StoredProfile>>;
}

/** Whoever held the lock for longer has died with it. */
const LOCK_MS_MAX = 60_000;

function profilesFile(env: NodeJS.ProcessEnv = process.env): string {
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

/** Returns where it is kept, for people. */
export function saveProfile(name: string, profile: Profile): Promise<string> {
  return changeProfiles(async ({ profiles }) => {
    const stored = await storedProfile(name, profile);
    const result = 'kept_in' in stored ? 'the system’s keychain' : profilesFile();
    return { after: { current: name, profiles: { ...profiles, [name]: stored } }, result };
  });
}

/** Puts its secrets into the keychain where there is one. Call it within `changeProfiles`. */
export async function storedProfile(name: string, profile: Profile): Promise<StoredProfile> {
  const { base_url } = profile;
  if (!(await keep(keychainName(name), JSON.stringify(profile)))) return profile;
  return { base_url, by: shownBy(profile), kept_in: 'keychain' };
}

/** @throws CommandError if the keychain does not have it any more, or is locked. */
export async function openProfile(name: string, stored: StoredProfile): Promise<Profile> {
  if (!('kept_in' in stored)) return stored;
  const profile = profileIn(await kept(keychainName(name)));
  if (profile === null)
    throw new CommandError(
      'signedOut',
      `The keychain did not give the key of the profile ${name}: unlock it, or run "florin login --profile ${name}" again.`,
    );
  return profile;
}

/** Null where the keychain has nothing, or something else: what it has is not shown. */
function profileIn(secrets: string | null): Profile | null {
  try {
    return JSON.parse(secrets ?? 'null') as Profile | null;
  } catch {
    return null;
  }
}

export async function forgetProfile(name: string, stored: StoredProfile): Promise<void> {
  if ('kept_in' in stored) await forget(keychainName(name));
}

/** The key or app behind a profile, without what is secret. */
export function shownBy(stored: StoredProfile): string {
  if ('kept_in' in stored) return stored.by;
  return 'secret_key' in stored ? `${stored.secret_key.slice(0, 8)}…` : stored.client_id;
}

/** Two folders of settings may have profiles of one name. */
function keychainName(name: string): string {
  return `${profilesFile()} ${name}`;
}
