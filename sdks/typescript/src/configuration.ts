import { InputError } from './errors.ts';
import type { LogEntry } from './log.ts';
import type { RequestSigning, TokenSource } from './wire.ts';

export interface FlorinOptions {
  /** Where Florin is: `https://pay.example`, with neither a path nor a slash at its end. */
  readonly baseUrl: string;
  /** `sk_test_…` or `sk_live_…`. It stays on your server. */
  readonly secretKey?: string;
  /** `pk_test_…` or `pk_live_…`, for the payer’s page. It can only swap a card for a token. */
  readonly publishableKey?: string;
  /** An access token, or where to get one: see `@florin/sdk/oauth`. */
  readonly accessToken?: string | TokenSource;
  /** The environment that the key must belong to. */
  readonly environment?: 'sandbox' | 'live';
  /** The `fetch` that is used. It is the platform’s own where this is left out. */
  readonly fetch?: typeof globalThis.fetch;
  /** How long one try may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** How long a call may take with all its tries, in milliseconds. */
  readonly totalMs?: number;
  /** How often a request is sent at most. */
  readonly maxTries?: number;
  /** Signs requests and verifies answers: see `@florin/sdk/signatures`. */
  readonly signing?: RequestSigning;
  /** Hears of every request, answer and repetition. No entry has a secret, a body or a value of a query. */
  readonly onLog?: (entry: LogEntry) => void;
}

export type Credential =
  | { readonly kind: 'secret' | 'publishable'; readonly authorization: string }
  | { readonly kind: 'token'; readonly source: TokenSource };

export interface Configuration {
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly totalMs: number;
  readonly maxTries: number;
  readonly signing: RequestSigning | null;
  readonly log: (entry: LogEntry) => void;
}

const TIMEOUT_MS = 30_000;
const TOTAL_MS = 90_000;
const MAX_TRIES = 4;
const KEY = /^(sk|pk)_(test|live)_[\w-]+$/;

/** Checks what a client is made from, before anything is asked. Throws `InputError` with one sentence. */
export function configurationOf(options: FlorinOptions): Configuration {
  const baseUrl = checkedBaseUrl(options.baseUrl);
  const credential = credentialOf(options);
  const { onLog } = options;
  return {
    baseUrl,
    credential,
    // A fetch that is called as a method of something else throws in browsers.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeoutMs: positive('timeoutMs', options.timeoutMs, TIMEOUT_MS),
    totalMs: positive('totalMs', options.totalMs, TOTAL_MS),
    maxTries: positive('maxTries', options.maxTries, MAX_TRIES),
    signing: options.signing ?? null,
    log: onLog === undefined ? () => {} : (entry) => unharmed(onLog, entry),
  };
}

/** A log that fails must not fail a payment. */
function unharmed(onLog: (entry: LogEntry) => void, entry: LogEntry): void {
  try {
    onLog(entry);
  } catch {
    // The log is the caller’s own.
  }
}

/** The base URL, if it is one. Throws `InputError`. */
export function checkedBaseUrl(baseUrl: unknown): string {
  if (typeof baseUrl !== 'string' || baseUrl === '')
    throw new InputError('baseUrl is missing: say where Florin is, as in https://pay.example.');
  if (baseUrl !== baseUrl.trim()) throw new InputError('baseUrl has white space around it: remove it.');
  if (!/^https?:\/\//i.test(baseUrl))
    throw new InputError(
      `baseUrl has no scheme: write https://${baseUrl.replace(/^.*?:\/+/, '')}, or http:// on your own machine.`,
    );
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw new InputError('baseUrl is no URL: write it as in https://pay.example.');
  }
  if (url.username !== '' || url.password !== '')
    throw new InputError('baseUrl has a user or a password: hand in the key as secretKey instead.');
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(baseUrl))
    throw new InputError(`baseUrl has a query or a fragment: write ${url.origin}.`);
  if (url.pathname !== '/')
    throw new InputError(`baseUrl has a path: write ${url.origin}, as each call adds its own.`);
  if (baseUrl.endsWith('/')) throw new InputError(`baseUrl has a slash at its end: write ${url.origin}.`);
  return url.origin;
}

function credentialOf({ secretKey, publishableKey, accessToken, environment }: FlorinOptions): Credential {
  if (environment !== undefined && environment !== 'sandbox' && environment !== 'live')
    throw new InputError("environment must be 'sandbox' or 'live'.");
  const given = Object.entries({ secretKey, publishableKey, accessToken }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length === 0)
    throw new InputError(
      'There is no key: hand in secretKey, accessToken, or publishableKey on the payer’s page.',
    );
  if (given.length > 1)
    throw new InputError(`${given.map(([name]) => name).join(' and ')} were both handed in: choose one.`);
  if (secretKey !== undefined) return checkedKey('secretKey', secretKey, environment);
  if (publishableKey !== undefined) return checkedKey('publishableKey', publishableKey, environment);
  return tokenCredential(accessToken);
}

function checkedKey(
  name: 'secretKey' | 'publishableKey',
  key: unknown,
  environment: 'sandbox' | 'live' | undefined,
): Credential {
  if (typeof key !== 'string' || key === '')
    throw new InputError(`${name} is empty: see whether its variable is set.`);
  if (key !== key.trim())
    throw new InputError(`${name} has white space around it, perhaps a line break from a file: remove it.`);
  const [, kind, mode] = KEY.exec(key) ?? [];
  const wanted = name === 'secretKey' ? 'sk' : 'pk';
  if (kind === undefined)
    throw new InputError(`${name} is no key of Florin: one begins with ${wanted}_test_ or ${wanted}_live_.`);
  if (kind !== wanted)
    throw new InputError(
      kind === 'pk'
        ? 'secretKey is a publishable key (pk_…): hand in the secret one (sk_…), on your server alone.'
        : 'publishableKey is a secret key (sk_…): it must never reach a payer’s page; hand in the publishable one (pk_…).',
    );
  if (environment !== undefined && (environment === 'live') !== (mode === 'live'))
    throw new InputError(`${name} is of the wrong environment: ${kind}_${mode}_… is not for ${environment}.`);
  return { kind: kind === 'sk' ? 'secret' : 'publishable', authorization: `Bearer ${key}` };
}

function tokenCredential(accessToken: string | TokenSource | undefined): Credential {
  if (typeof accessToken !== 'string') return { kind: 'token', source: accessToken as TokenSource };
  if (!/^[\w.~+/-]+=*$/.test(accessToken))
    throw new InputError('accessToken is no token: it is empty, or has white space or other signs in it.');
  return { kind: 'secret', authorization: `Bearer ${accessToken}` };
}

function positive(name: string, value: number | undefined, usual: number): number {
  if (value === undefined) return usual;
  if (!(value > 0)) throw new InputError(`${name} must be a number above 0.`);
  return value;
}
