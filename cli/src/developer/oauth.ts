/** The device flow (RFC 8628) and the refresh of its tokens. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Profile } from './profiles.ts';
import { reach } from './reach.ts';
import { CommandError } from './trouble.ts';

type TokenProfile = Extract<Profile, { access_token: string }>;
export type Client = Pick<TokenProfile, 'base_url' | 'client_id' | 'client_secret'>;

/** A token is renewed this long before its end, so that it does not end on its way. */
const EARLY_MS = 60_000;
const POLL_SECONDS = 5;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** What the commands need, and the right to go on when the first token has ended. The provider leaves out what the app lacks. */
const SCOPES = [
  ...['payments:read', 'payments:write', 'refunds:read', 'refunds:write', 'reversals:read', 'balances:read'],
  ...['checkout_sessions:read', 'checkout_sessions:write', 'events:read', 'webhook_endpoints:read'],
  'request_log:read',
  ...['webhook_endpoints:write', 'sandbox:read', 'sandbox:write', 'request_log:read', 'offline_access'],
].join(' ');

interface DeviceCode {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly expires_in: number;
  readonly interval?: number;
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
}

type Answer<T> =
  | { readonly ok: true; readonly body: T }
  | { readonly ok: false; readonly error: string; readonly says: string };

/** Returns the profile once the person has agreed. `tell` shows them where, and the code. */
export async function connectDevice(
  client: Client,
  tell: (begun: { readonly url: string; readonly code: string }) => void,
): Promise<TokenProfile> {
  const begun = await post<DeviceCode>(client, '/oauth/device_authorization', { scope: SCOPES });
  if (!begun.ok)
    throw new CommandError(
      'signedOut',
      `The app ${client.client_id} cannot sign in a device: ${begun.says} It needs ${DEVICE_GRANT} and refresh_token in its grant_types; docs/oauth.md says how to make one.`,
    );
  const { user_code, device_code, verification_uri, expires_in } = begun.body;
  tell({ url: verification_uri, code: user_code });
  const until = Date.now() + expires_in * 1000;
  for (let seconds = begun.body.interval ?? POLL_SECONDS; Date.now() < until; ) {
    await delay(seconds * 1000);
    const got = await post<Tokens>(client, '/oauth/token', { grant_type: DEVICE_GRANT, device_code });
    if (got.ok) return profileOf(client, got.body, null);
    if (got.error === 'slow_down') seconds += POLL_SECONDS;
    else if (got.error === 'access_denied')
      throw new CommandError('signedOut', 'The person did not agree, so nothing was kept.');
    else if (got.error !== 'authorization_pending')
      throw new CommandError('signedOut', `Signing in failed: ${got.says}`);
  }
  throw new CommandError('signedOut', 'Nobody typed the code in time: run "florin login" again.');
}

export function isFresh(profile: TokenProfile): boolean {
  return Date.now() < profile.expires_at - EARLY_MS;
}

/** Swaps the refresh token, which works once, for the next tokens. */
export async function refreshed(profile: TokenProfile): Promise<TokenProfile> {
  const { refresh_token } = profile;
  if (refresh_token === null)
    throw new CommandError('signedOut', 'The token has ended: run "florin login" again.');
  const got = await post<Tokens>(profile, '/oauth/token', { grant_type: 'refresh_token', refresh_token });
  if (!got.ok)
    throw new CommandError('signedOut', `The token was not renewed (${got.says}): run "florin login" again.`);
  return profileOf(profile, got.body, refresh_token);
}

function profileOf(
  { base_url, client_id, client_secret }: Client,
  tokens: Tokens,
  before: string | null,
): TokenProfile {
  return {
    ...{ base_url, client_id, client_secret, access_token: tokens.access_token },
    refresh_token: tokens.refresh_token ?? before,
    expires_at: Date.now() + tokens.expires_in * 1000,
  };
}

async function post<T>(client: Client, path: string, fields: Record<string, string>): Promise<Answer<T>> {
  const { base_url, client_id, client_secret } = client;
  const basic = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
  const answer = await reach(`${base_url}${path}`, {
    method: 'POST',
    headers: client_secret === null ? {} : { authorization: basic },
    body: new URLSearchParams(client_secret === null ? { ...fields, client_id } : fields),
  });
  const body = (await answer.json().catch(() => ({}))) as T & { error?: string; error_description?: string };
  if (answer.ok) return { ok: true, body };
  const error = body.error ?? `HTTP ${answer.status}`;
  return {
    ok: false,
    error,
    says: `${error}${body.error_description === undefined ? '' : `: ${body.error_description}`}.`,
  };
}
