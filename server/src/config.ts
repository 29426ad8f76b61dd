/** The configuration from the environment. It is read once, checked as a whole, and never changed afterwards. */
import { join, resolve } from 'node:path';
import { localUrl } from './kernel/address.ts';
import { OperatorError } from './kernel/operator-error.ts';
import { Fault, type Setting, settings, unknownSettings } from './settings.ts';

type ValueOf<S> =
  S extends Setting<infer Value, infer ByDefault>
    ? ByDefault extends null
      ? Value | undefined
      : Value
    : never;
type Values = { readonly [Name in keyof typeof settings]: ValueOf<(typeof settings)[Name]> };

/** The settings, and what follows from them. A setting without a value and without a default is undefined. */
export interface Config extends Values {
  readonly publicUrl: string;
  readonly dataFolder: string;
  /** The address of the platform on this machine. */
  readonly localUrl: string;
  /** The address of the demo shop for payers. Its port is the one after the platform's. */
  readonly shopUrl: string;
  /** The address of the demo shop on this machine. */
  readonly localShopUrl: string;
}

/** Lists all invalid values, so that one start shows them all. */
export class ConfigError extends OperatorError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is invalid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks the configuration.
 * @param needsRootKey false if nothing that is encrypted will be read.
 */
export function readConfig(
  environment: Environment = process.env,
  { needsRootKey = true }: { needsRootKey?: boolean } = {},
): Config {
  const problems: string[] = [];
  function read<Value>(setting: Setting<Value, string>): Value;
  function read<Value>(setting: Setting<Value, null>): Value | undefined;
  function read<Value>({ variable, byDefault, parse }: Setting<Value>): Value | undefined {
    const unset = (): Value | undefined => (byDefault === null ? undefined : parse(byDefault));
    const value = environment[variable];
    if (value === undefined || value === '') return unset();
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems.push(`${variable} ${error.message}`);
      return unset();
    }
  }
  const port = read(settings.port);
  const host = read(settings.host);
  const publicUrl = (read(settings.publicUrl) ?? localUrl(host, port)).replace(/\/+$/, '');
  const shopUrl = new URL(publicUrl);
  shopUrl.port = String(port + 1);
  const config: Config = {
    port,
    host,
    publicUrl,
    localUrl: localUrl(host, port),
    shopUrl: shopUrl.origin,
    localShopUrl: localUrl(host, port + 1),
    trustedProxies: read(settings.trustedProxies),
    withShop: read(settings.withShop),
    dataFolder: resolve(read(settings.dataFolder) ?? join(import.meta.dirname, '../../.florin')),
    databaseUrl: read(settings.databaseUrl),
    rootKey: read(settings.rootKey),
    processes: read(settings.processes),
    webhookPrivate: read(settings.webhookPrivate),
    sendWithinMs: read(settings.sendWithinMs),
    recoverAfterMs: read(settings.recoverAfterMs),
    cardChannelUrl: read(settings.cardChannelUrl),
    cardChannelSecret: read(settings.cardChannelSecret),
    logLevel: read(settings.logLevel),
  };
  if (needsRootKey && environment.DATABASE_URL && !environment.FLORIN_ROOT_KEY) {
    problems.push(
      'FLORIN_ROOT_KEY is required when DATABASE_URL is set, so that every machine uses the same key',
    );
  }
  if (config.recoverAfterMs <= config.sendWithinMs) {
    problems.push(
      'FLORIN_RECOVER_AFTER_MS must be more than FLORIN_SEND_WITHIN_MS, because an attempt that may still be sent is not lost yet',
    );
  }
  problems.push(...unknownSettings(environment));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}
