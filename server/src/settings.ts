/**
 * Every setting that Florin reads from the environment: its name, what it means, how it is read. Reading, the search for
 * misspelled names, and the table in docs/configuration.md all follow from here. What one module alone needs to know is among
 * the settings of that module.
 */
import { isIP } from 'node:net';
import { closest, distance } from 'fastest-levenshtein';
import { Fault, oneOf, optional, setting, text, url, whole, yesOrNo } from './kernel/setting.ts';
import { gathered } from './modules.ts';

const host = (value: string): string => {
  const bare = value.replace(/^\[(.*)\]$/, '$1');
  // An address with a zone (fe80::1%eth0) has no place in a URL.
  if ((isIP(bare) !== 0 && !bare.includes('%')) || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(bare)) return bare;
  throw new Fault(`must be an address or a host's name, as 0.0.0.0, ::1 or pay.example; it is "${value}"`);
};

const rootKey = (value: string): string => {
  if (/^[0-9a-f]{64}$/i.test(value)) return value;
  throw new Fault('must be 32 bytes in hex: 64 digits');
};

const installation = {
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
  withShop: setting(
    'FLORIN_SHOP',
    yesOrNo,
    '0',
    "`1` has the front page link to the demo shop, on the port after the platform's.",
    '`1` where `npm start` runs the demo shop, else `0`',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'info',
    '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
  ),
} as const;

/** The installation's own, then the modules'. */
export const settings = { ...installation, ...gathered.settings } as const;

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
