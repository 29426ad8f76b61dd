/**
 * Every setting that Florin reads from the environment: its name, its meaning and how it is read. Reading, the search for
 * misspelled names and the table in docs/configuration.md all use this list. A setting that only one module needs is in that
 * module's `module.ts`.
 */
import { isIP } from 'node:net';
import { closest, distance } from 'fastest-levenshtein';
import type { NamesSaid } from './kernel/modules.ts';
import {
  Fault,
  oneOf,
  optional,
  type Setting,
  setting,
  text,
  url,
  whole,
  yesOrNo,
} from './kernel/setting.ts';
import { gathered } from './modules.ts';

const host = (value: string): string => {
  const bare = value.replace(/^\[(.*)\]$/, '$1');
  // An address with a zone (fe80::1%eth0) cannot be used in a URL.
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
  httpsPort: optional(
    'FLORIN_HTTPS_PORT',
    whole(1, 65_535),
    'HTTPS is left to a proxy',
    'The port on which Florin serves [HTTPS](operations.md#https) itself. Plain HTTP is then served to this machine only. Without a certificate, Florin makes one for development.',
  ),
  tlsCertificate: optional(
    'FLORIN_TLS_CERTIFICATE',
    text,
    'a certificate for development, in `tls/` in the data folder',
    'A PEM file with the certificate for HTTPS and its chain. When it is renewed, it is used within ten seconds, without a restart.',
  ),
  tlsKey: optional('FLORIN_TLS_KEY', text, 'as above', 'The PEM file with its private key.'),
  processes: setting(
    'FLORIN_PROCESSES',
    whole(1, 64),
    '1',
    'How many server processes share the port. On two cores, one was faster than two (see [bench/RESULTS.md](../bench/RESULTS.md)). With two, one continues while the other is restarted.',
  ),
  withShop: setting(
    'FLORIN_SHOP',
    yesOrNo,
    '0',
    "`1` makes the front page link to the demo shop, on the port after the platform's.",
    '`1` if `npm start` runs the demo shop, otherwise `0`',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'info',
    '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
  ),
} as const satisfies Apart;

/** No module's setting has the name of one of the installation's: one would silently replace the other. */
type Apart = Readonly<Record<string, Setting<unknown>>> & {
  readonly [Name in NamesSaid<'settings'>]?: never;
};

/** The installation's own, then the modules'. */
export const settings = { ...installation, ...gathered.settings } as const;

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
