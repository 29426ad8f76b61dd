/** Where the key and the base URL of a command come from. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readBaseUrl, readKey } from './address.ts';
import { readSecret } from './hidden-input.ts';
import { isFresh, refreshed } from './oauth.ts';
import { changeProfiles, openProfile, readProfiles, type StoredProfile, storedProfile } from './profiles.ts';
import { CommandError } from './trouble.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly key?: string;
  readonly baseUrl?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

export interface Account {
  readonly baseUrl: string;
  /** Where it was found, for people. */
  readonly from: string;
  /** The key, or an access token that is renewed when it has ended. */
  bearer(): Promise<string>;
}

const DEFAULT_URL = 'http://127.0.0.1:4242';

/** What `npm start` writes for the demo merchant. */
export interface DemoMerchant {
  readonly base_url: string;
  readonly secret_key: string;
  readonly client_id?: string;
  readonly client_secret?: string;
}

/** The demo merchant of the clone, or null where there is none. */
export async function readDemoMerchant(env: NodeJS.ProcessEnv = process.env): Promise<DemoMerchant | null> {
  const file = join(env.FLORIN_DATA ?? '.florin', 'sandbox.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoMerchant;
  } catch {
    return null;
  }
}

/**
 * The account that a command acts for: `--key`, `--profile`, the environment, the profile in use, the demo merchant of the
 * clone. A key of a profile or of the clone is sent to the address that is kept with it and to no other.
 * @throws CommandError if none is known.
 */
export async function accountOf(command: Command, env: NodeJS.ProcessEnv = process.env): Promise<Account> {
  const options = command.optsWithGlobals<CommonOptions>();
  const asked = options.baseUrl ?? (env.FLORIN_BASE_URL || undefined);
  const url = asked === undefined ? undefined : readBaseUrl(asked);
  const given =
    options.key ?? (options.profile === undefined ? env.FLORIN_SECRET_KEY || undefined : undefined);
  if (given !== undefined) {
    const key = readKey(given === '-' ? await readSecret('Secret key: ') : given);
    const baseUrl = url ?? (await readDemoMerchant(env))?.base_url ?? DEFAULT_URL;
    return {
      baseUrl: readBaseUrl(baseUrl),
      from: options.key === undefined ? 'FLORIN_SECRET_KEY' : '--key',
      bearer: async () => key,
    };
  }
  const { current, profiles } = await readProfiles();
  const name = options.profile ?? current;
  if (name !== null) {
    const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (profile === undefined)
      throw new CommandError(
        'signedOut',
        `There is no profile ${name}: run "florin profiles list", or "florin login --profile ${name}".`,
      );
    mustBe(url, profile.base_url, `the profile ${name}`);
    return { baseUrl: profile.base_url, from: `profile ${name}`, bearer: () => bearerOf(name, profile) };
  }
  const demo = await readDemoMerchant(env);
  if (demo === null)
    throw new CommandError(
      'signedOut',
      'No key is known: run "florin login", set FLORIN_SECRET_KEY, or be in the folder of a clone that was started.',
    );
  const baseUrl = readBaseUrl(demo.base_url);
  mustBe(url, baseUrl, 'the demo merchant of this clone');
  return { baseUrl, from: 'the demo merchant of this clone', bearer: async () => readKey(demo.secret_key) };
}

function mustBe(asked: string | undefined, kept: string, whose: string): void {
  if (asked === undefined || asked === kept) return;
  throw new CommandError(
    'arguments',
    `The key of ${whose} is for ${kept} and is not sent to ${asked}: name a key for that by FLORIN_SECRET_KEY, or another profile.`,
  );
}

async function bearerOf(name: string, stored: StoredProfile): Promise<string> {
  const profile = await openProfile(name, stored);
  if ('secret_key' in profile) return profile.secret_key;
  if (isFresh(profile)) return profile.access_token;
  return changeProfiles(async (before) => {
    // Another process may have renewed it while this one waited.
    const known = before.profiles[name];
    const kept = known === undefined ? null : await openProfile(name, known);
    if (kept === null || 'secret_key' in kept)
      throw new CommandError('signedOut', `The profile ${name} was changed meanwhile: try again.`);
    const next = isFresh(kept) ? kept : await refreshed(kept);
    return {
      after: { ...before, profiles: { ...before.profiles, [name]: await storedProfile(name, next) } },
      result: next.access_token,
    };
  });
}
