/**
 * Every setting that Florin reads from the environment: its name, its meaning and how it is read. Reading, the search for
 * misspelled names and the table in docs/configuration.md all use this list.
 */
import { isIP } from 'node:net';
import { closest, distance } from 'fastest-levenshtein';
import ipaddr from 'ipaddr.js';

/** Says what is wrong with a value, as the rest of a sentence that begins with the setting's name. */
export class Fault extends Error {}

export interface Setting<Value, ByDefault extends string | null = string | null> {
  readonly variable: string;
  /** The default, written as one would set it. Null if there is none, or if it depends on other settings. */
  readonly byDefault: ByDefault;
  /** The default as readers see it, in Markdown. */
  readonly unset: string;
  /** In Markdown. */
  readonly meaning: string;
  /** Throws `Fault`, whose message never contains a value that may be secret. */
  readonly parse: (text: string) => Value;
}

const text = (value: string): string => value;

const whole =
  (least: number, most: number) =>
  (value: string): number => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new Fault(`must be a whole number from ${least} to ${most}, it is "${value}"`);
  };

const oneOf =
  <Choice extends string>(...choices: readonly Choice[]) =>
  (value: string): Choice => {
    const choice = choices.find((each) => each === value);
    if (choice !== undefined) return choice;
    throw new Fault(`must be one of ${choices.join(', ')}, it is "${value}"`);
  };

const yesOrNo = (value: string): boolean => oneOf('0', '1')(value) === '1';

const url =
  (...protocols: readonly string[]) =>
  (value: string): string => {
    if (protocols.includes(URL.parse(value)?.protocol ?? '')) return value;
    throw new Fault(`must be a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`);
  };

const host = (value: string): string => {
  const bare = value.replace(/^\[(.*)\]$/, '$1');
  // An address with a zone (fe80::1%eth0) cannot be used in a URL.
  if ((isIP(bare) !== 0 && !bare.includes('%')) || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(bare)) return bare;
  throw new Fault(`must be an address or a host's name, as 0.0.0.0, ::1 or pay.example; it is "${value}"`);
};

const proxies = (value: string): string[] =>
  value.split(',').map((part) => {
    const each = part.trim();
    if (each === 'loopback' || isIP(each) !== 0) return each;
    // A range of all addresses would let everyone say where they come from.
    if (ipaddr.isValidCIDR(each) && isIP(each.split('/')[0] as string) !== 0 && !each.endsWith('/0'))
      return each;
    throw new Fault(
      `must be addresses, ranges as 10.0.0.0/8, or the word loopback, with commas between; one is "${each}"`,
    );
  });

const rootKey = (value: string): string => {
  if (/^[0-9a-f]{64}$/i.test(value)) return value;
  throw new Fault('must be 32 bytes in hex: 64 digits');
};

const secret = (value: string): string => {
  if (value.length >= 32) return value;
  throw new Fault('must have 32 characters or more: whoever guesses it reports payments');
};

const setting = <Value>(
  variable: string,
  parse: (text: string) => Value,
  byDefault: string,
  meaning: string,
  unset = byDefault,
): Setting<Value, string> => ({ variable, parse, byDefault, unset, meaning });

const optional = <Value>(
  variable: string,
  parse: (text: string) => Value,
  unset: string,
  meaning: string,
): Setting<Value, null> => ({ variable, parse, byDefault: null, unset, meaning });

export const settings = {
  port: setting(
    'PORT',
    whole(1, 65_534),
    '4242',
    'The port of the platform. The demo shop uses the next one.',
  ),
  host: setting(
    'FLORIN_HOST',
    host,
    '127.0.0.1',
    'The address to listen on: an IPv4 or IPv6 address, or a host name. `0.0.0.0` means every address of the machine.',
  ),
  publicUrl: optional(
    'FLORIN_PUBLIC_URL',
    url('https:', 'http:'),
    '`http://`, the address and the port',
    'The address at which payers and developers reach the platform, usually that of the HTTPS proxy in front of it.',
  ),
  trustedProxies: setting(
    'FLORIN_TRUSTED_PROXIES',
    proxies,
    'loopback',
    "The proxies whose `X-Forwarded-For` is trusted: addresses, ranges (`10.0.0.0/8`) or `loopback`, separated by commas. Behind any other proxy, all payers count as the proxy's address and share one [rate limit](rate-limits.md).",
  ),
  dataFolder: optional('FLORIN_DATA', text, '`.florin` in the clone', 'The data folder.'),
  databaseUrl: optional(
    'DATABASE_URL',
    url('postgresql:', 'postgres:'),
    'Florin runs its own PostgreSQL 18',
    "The owner's URL of a PostgreSQL database, version 15 or newer.",
  ),
  rootKey: optional(
    'FLORIN_ROOT_KEY',
    rootKey,
    'created at the first start and kept in `root.key` in the data folder',
    'The key from which all others are derived: 32 bytes in hex (`openssl rand -hex 32`). Required with `DATABASE_URL`.',
  ),
  processes: setting(
    'FLORIN_PROCESSES',
    whole(1, 64),
    '1',
    'How many server processes share the port. On two cores, one was faster than two (see [bench/RESULTS.md](../bench/RESULTS.md)). With two, one continues while the other is restarted.',
  ),
  webhookPrivate: setting(
    'FLORIN_WEBHOOK_PRIVATE',
    yesOrNo,
    '0',
    '`1` allows webhooks to private and loopback addresses, and to `http:`. Leave it at `0` if strangers have accounts, because they could reach into your network. The demo shop beside the platform gets its webhooks in any case.',
    '`1` if `npm start` listens on loopback only, otherwise `0`',
  ),
  withShop: setting(
    'FLORIN_SHOP',
    yesOrNo,
    '0',
    "`1` makes the front page link to the demo shop, on the port after the platform's.",
    '`1` if `npm start` runs the demo shop, otherwise `0`',
  ),
  sendWithinMs: setting(
    'FLORIN_SEND_WITHIN_MS',
    whole(1, 600_000),
    '10000',
    'How long a command may wait before it is sent to its channel. After that it is not sent any more.',
  ),
  recoverAfterMs: setting(
    'FLORIN_RECOVER_AFTER_MS',
    whole(1, 86_400_000),
    '60000',
    'How long an attempt may have no outcome before the channel is asked about it.',
  ),
  cardChannelUrl: optional(
    'FLORIN_CARD_CHANNEL_URL',
    url('https:', 'http:'),
    'the sandbox takes the cards',
    'The address of your own connector to an acquirer: a program in any language that speaks the [channel protocol](channels.md). It takes every card payment.',
  ),
  cardChannelSecret: optional(
    'FLORIN_CARD_CHANNEL_SECRET',
    secret,
    'notifications are refused',
    'The secret with which that connector signs its [notifications](channels.md#notifications): 32 characters or more (`openssl rand -hex 32`).',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'info',
    '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
  ),
} as const;

/** Names that begin like ours but belong to others. */
const others = [
  // The settings of a merchant's program, such as the demo shop.
  /^FLORIN_(BASE_URL|SECRET_KEY|PUBLISHABLE_KEY|WEBHOOK_SECRET)$/,
  // The settings of the tests and the measurements, which they also pass to their processes.
  /^FLORIN_(SEED$|TEST_|BENCH_)/,
  // What Kubernetes sets in every container for a service whose name is, or begins with, "florin".
  /^FLORIN_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/,
];

/** Finds unknown names in an environment: one sentence for each that begins like ours but is not a setting. */
export function unknownSettings(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known: string[] = Object.values(settings).map(({ variable }) => variable);
  const unknown = Object.keys(environment).filter(
    (name) =>
      name.startsWith('FLORIN_') &&
      !known.includes(name) &&
      !others.some((other) => other.test(name)) &&
      // Kubernetes again: FLORIN_PORT=tcp://10.0.0.1:4242.
      !(/_PORT$/.test(name) && /^(tcp|udp|sctp):\/\//.test(environment[name] ?? '')),
  );
  return unknown.map((name) => {
    // FLORIN_PORT means PORT, and FLORIN_PROCESES means FLORIN_PROCESSES.
    const plain = name.replace('FLORIN_', '');
    const near = known.includes(plain) ? plain : closest(name, known);
    const hint =
      distance(name, near) <= name.length / 3 || near === plain
        ? `did you mean ${near}?`
        : 'docs/configuration.md lists all settings.';
    return `${name} is not a setting of Florin: ${hint}`;
  });
}

/** The table of docs/configuration.md. A test compares the two. */
export function settingsTable(): string {
  const rows = Object.values(settings).map(
    ({ variable, unset, meaning }) => `| \`${variable}\` | ${unset} | ${meaning} |`,
  );
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}
