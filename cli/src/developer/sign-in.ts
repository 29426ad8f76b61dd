/** `florin login` and `florin profiles`. */
import type { Command } from 'commander';
import { accountOf, type CommonOptions, readDemoMerchant } from './account.ts';
import { readBaseUrl } from './address.ts';
import { type Client, connectDevice } from './oauth.ts';
import { printAnswer, tableText } from './print.ts';
import {
  changeProfiles,
  forgetProfile,
  type Profile,
  type Profiles,
  readProfileName,
  readProfiles,
  saveProfile,
  shownBy,
} from './profiles.ts';
import { ask } from './request.ts';
import { CommandError } from './trouble.ts';

export function addSignIn(program: Command): void {
  program
    .command('login')
    .description('keep a key (florin login --key -), or connect by a code that you type in the browser')
    .option(
      '--client-id <id>',
      'an app of yours that may use the device flow; otherwise the demo app of the clone',
    )
    .action(login);
  const profiles = program.command('profiles').description('the accounts that this command line knows');
  profiles.command('list').description('list them').action(listProfiles);
  profiles.command('use').description('use this one from now on').argument('<name>').action(useProfile);
  profiles.command('remove').description('forget this one').argument('<name>').action(removeProfile);
}

async function login({ clientId }: { clientId?: string }, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions>();
  const name = readProfileName(options.profile ?? 'default');
  const profile = options.key === undefined ? await byDevice(options, clientId) : await byKey(command);
  const place = await saveProfile(name, profile);
  console.error(`Signed in: the profile ${name} is in use, and kept in ${place}.`);
}

async function byKey(command: Command): Promise<Profile> {
  const account = await accountOf(command);
  // Whether the key is taken is asked before it is kept.
  await ask(account, { method: 'GET', path: '/v1/payments?limit=1' });
  return { base_url: account.baseUrl, secret_key: await account.bearer() };
}

async function byDevice(options: CommonOptions, clientId: string | undefined): Promise<Profile> {
  return connectDevice(await clientOf(options, clientId), ({ url, code }) =>
    console.error(`Open ${url} and type the code ${code}`),
  );
}

/** The app that the person lets act for them. */
async function clientOf({ baseUrl }: CommonOptions, clientId: string | undefined): Promise<Client> {
  const demo = await readDemoMerchant();
  const asked = baseUrl ?? (process.env.FLORIN_BASE_URL || demo?.base_url);
  if (asked === undefined)
    throw new CommandError(
      'arguments',
      'Say which Florin: florin login --base-url https://pay.example --client-id app_…',
    );
  const base_url = readBaseUrl(asked);
  if (clientId !== undefined) return { base_url, client_id: clientId, client_secret: null };
  if (demo?.client_id === undefined || readBaseUrl(demo.base_url) !== base_url)
    throw new CommandError(
      'arguments',
      'Name an app that may use the device flow by --client-id, or give a key: florin login --key -',
    );
  return { base_url, client_id: demo.client_id, client_secret: demo.client_secret ?? null };
}

async function listProfiles(_options: object, command: Command): Promise<void> {
  const { current, profiles } = await readProfiles();
  // Keys and tokens are never shown.
  const rows = Object.entries(profiles).map(([name, profile]) => ({
    name,
    in_use: name === current,
    base_url: profile.base_url,
    by: shownBy(profile),
    kept_in: 'kept_in' in profile ? profile.kept_in : 'file',
  }));
  const { json } = command.optsWithGlobals<CommonOptions>();
  if (json === true || !process.stdout.isTTY) printAnswer(command, rows);
  else console.log(rows.length === 0 ? 'There is none: run "florin login".' : tableText(rows));
}

async function useProfile(name: string): Promise<void> {
  await changeKnown(name, async (before) => ({ ...before, current: name }));
}

async function removeProfile(name: string): Promise<void> {
  await changeKnown(name, async ({ current, profiles: { [name]: gone, ...profiles } }) => {
    if (gone !== undefined) await forgetProfile(name, gone);
    return { current: current === name ? null : current, profiles };
  });
}

function changeKnown(name: string, change: (before: Profiles) => Promise<Profiles>): Promise<void> {
  return changeProfiles(async (before) => {
    if (!Object.hasOwn(before.profiles, name))
      throw new CommandError('arguments', `There is no profile ${name}: see "florin profiles list".`);
    return { after: await change(before), result: undefined };
  });
}
