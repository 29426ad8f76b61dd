/**
 * Every setting that Florin reads from the environment: its name, what it means, how it is read. Reading, the search for
 * misspelled names, and the table in docs/configuration.md all follow from here.
 */
import { isIP } from 'node:net';
import { closest, distance } from 'fastest-levenshtein';
import ipaddr from 'ipaddr.js';

/** What is wrong with a value, as the rest of a sentence that begins with the setting's name. */
export class Fault extends Error {}

export interface Setting<Value, ByDefault extends string | null = string | null> {
  readonly variable: string;
  /** What holds where the variable is not set, as one would set it; null where nothing does, or it follows from others. */
  readonly byDefault: ByDefault;
  /** The same for readers, in Markdown. */
  readonly unset: string;
  /** In Markdown. */
  readonly meaning: string;
  /** Throws `Fault`. Of what may be secret it shows nothing. */
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
  // An address with a zone (fe80::1%eth0) has no place in a URL.
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
    'The port of the platform; the demo shop takes the one after it.',
  ),
  host: setting(
    'FLORIN_HOST',
    host,
    '127.0.0.1',
    'The address to listen on, of IPv4 or IPv6, or a name of one. `0.0.0.0` is every address of the machine.',
  ),
  publicUrl: optional(
    'FLORIN_PUBLIC_URL',
    url('https:', 'http:'),
    '`http://`, the address and the port',
    'Where payers and developers reach the platform: the address of the HTTPS proxy in front of it.',
  ),
  trustedProxies: setting(
    'FLORIN_TRUSTED_PROXIES',
    proxies,
    'loopback',
    "Which proxies are believed when they say in `X-Forwarded-For` who asks: addresses, ranges (`10.0.0.0/8`) or `loopback`, with commas between. Behind a proxy that is not named all payers have the proxy's address, and share its [rate limit](rate-limits.md).",
  ),
  dataFolder: optional('FLORIN_DATA', text, '`.florin` in the clone', 'The data folder.'),
  databaseUrl: optional(
    'DATABASE_URL',
    url('postgresql:', 'postgres:'),
    'Florin runs its own PostgreSQL 18',
    "The owner's URL of a PostgreSQL, 15 or newer.",
  ),
  rootKey: optional(
    'FLORIN_ROOT_KEY',
    rootKey,
    'made at the first start, kept in `root.key` in the data folder',
    'The key from which all others are derived: 32 bytes in hex (`openssl rand -hex 32`). Required with `DATABASE_URL`.',
  ),
  processes: setting(
    'FLORIN_PROCESSES',
    whole(1, 64),
    '1',
    'How many server processes share the port. On two cores one was quicker than two (see [bench/RESULTS.md](../bench/RESULTS.md)); with two, one goes on while the other is started again.',
  ),
  webhookPrivate: setting(
    'FLORIN_WEBHOOK_PRIVATE',
    yesOrNo,
    '0',
    '`1` lets webhooks go to private and loopback addresses, and to `http:`. Leave it at `0` where strangers have accounts: they could reach into your network. The demo shop beside the platform is told either way.',
    '`1` where `npm start` listens on loopback itself, else `0`',
  ),
  withShop: setting(
    'FLORIN_SHOP',
    yesOrNo,
    '0',
    "`1` has the front page link to the demo shop, on the port after the platform's.",
    '`1` where `npm start` runs the demo shop, else `0`',
  ),
  sendWithinMs: setting(
    'FLORIN_SEND_WITHIN_MS',
    whole(1, 600_000),
    '10000',
    'How long a command may wait to be handed to its channel; after that it is not sent.',
  ),
  recoverAfterMs: setting(
    'FLORIN_RECOVER_AFTER_MS',
    whole(1, 86_400_000),
    '60000',
    'After how long the channel is asked about an attempt that has no outcome.',
  ),
  cardChannelUrl: optional(
    'FLORIN_CARD_CHANNEL_URL',
    url('https:', 'http:'),
    'the sandbox takes the cards',
    'Your own connector to an acquirer, a program in any language that speaks the [channel protocol](channels.md); it takes every card payment.',
  ),
  cardChannelSecret: optional(
    'FLORIN_CARD_CHANNEL_SECRET',
    secret,
    'no notification is taken',
    'What that connector signs its [notifications](channels.md#notifications) with: 32 characters or more (`openssl rand -hex 32`).',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'info',
    '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
  ),
} as const;

/** Names of others that begin as ours do. */
const others = [
  // What a merchant's program is given, as the demo shop.
  /^FLORIN_(BASE_URL|SECRET_KEY|PUBLISHABLE_KEY|WEBHOOK_SECRET)$/,
  // What the tests and the measurements are told, and tell their own processes.
  /^FLORIN_(SEED$|TEST_|BENCH_)/,
  // What Kubernetes sets in every container for a service whose name is, or begins with, "florin".
  /^FLORIN_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/,
];

/** What is wrong with the names of an environment: a sentence for each that begins as ours do and is none. */
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
        : 'docs/configuration.md has the list of them.';
    return `${name} is no setting of Florin: ${hint}`;
  });
}

/** The table of docs/configuration.md, which a test holds against this. */
export function settingsTable(): string {
  const rows = Object.values(settings).map(
    ({ variable, unset, meaning }) => `| \`${variable}\` | ${unset} | ${meaning} |`,
  );
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
}
