/** What the environment says, read once, checked whole, and never changed after. */
import { join, resolve } from 'node:path';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where payers and developers reach the platform, without a slash at its end. */
  readonly publicUrl: string;
  /** The demo shop, on the port after the platform's. */
  readonly shopUrl: string;
  /** Whether the demo shop runs there. */
  readonly withShop: boolean;
  readonly dataFolder: string;
  /** The owner's URL; undefined where the supervisor runs the embedded database. */
  readonly databaseUrl: string | undefined;
  /** 32 bytes in hex; undefined where the supervisor keeps it in the data folder. */
  readonly rootKey: string | undefined;
  readonly processes: number;
  /** Webhooks may go to private and loopback addresses. */
  readonly webhookPrivate: boolean;
  /** How long a command may wait to be handed to its channel. */
  readonly sendWithinMs: number;
  /** After how long an attempt without an outcome is asked about at its channel. */
  readonly recoverAfterMs: number;
  /** The operator's own connector to an acquirer, which then takes the cards. */
  readonly cardChannelUrl: string | undefined;
  /** What that connector signs its notifications with; undefined: it sends none. */
  readonly cardChannelSecret: string | undefined;
  readonly logLevel: LogLevel;
}

/** Lists every value that is wrong, so that one start is enough to learn of all. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the configuration. `docs/configuration.md` has the table of it. */
export function readConfig(environment: Environment = process.env): Config {
  const problems: string[] = [];
  const text = (name: string): string | undefined => environment[name] || undefined;

  const whole = (name: string, byDefault: number, least: number, most: number): number => {
    const value = text(name);
    if (value === undefined) return byDefault;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    problems.push(`${name} must be a whole number from ${least} to ${most}, it is "${value}"`);
    return byDefault;
  };
  const oneOf = <Choice extends string>(
    name: string,
    choices: readonly Choice[],
    byDefault: Choice,
  ): Choice => {
    const value = text(name);
    const choice = choices.find((each) => each === value);
    if (value !== undefined && choice === undefined) {
      problems.push(`${name} must be one of ${choices.join(', ')}, it is "${value}"`);
    }
    return choice ?? byDefault;
  };
  const url = (name: string, protocols: readonly string[]): string | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (protocols.includes(URL.parse(value)?.protocol ?? '')) return value;
    // Not shown: it may hold a password.
    problems.push(
      `${name} must be a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`,
    );
    return undefined;
  };

  const port = whole('PORT', 4242, 1, 65_534);
  const publicUrl = (url('FLORIN_PUBLIC_URL', ['https:', 'http:']) ?? `http://127.0.0.1:${port}`).replace(
    /\/+$/,
    '',
  );
  const shopUrl = new URL(publicUrl);
  shopUrl.port = String(port + 1);
  const config: Config = {
    port,
    host: text('FLORIN_HOST') ?? '127.0.0.1',
    publicUrl,
    shopUrl: shopUrl.origin,
    withShop: oneOf('FLORIN_SHOP', ['0', '1'], '0') === '1',
    dataFolder: resolve(text('FLORIN_DATA') ?? join(import.meta.dirname, '../../.florin')),
    databaseUrl: url('DATABASE_URL', ['postgresql:', 'postgres:']),
    rootKey: text('FLORIN_ROOT_KEY'),
    processes: whole('FLORIN_PROCESSES', 1, 1, 64),
    webhookPrivate: oneOf('FLORIN_WEBHOOK_PRIVATE', ['0', '1'], '0') === '1',
    sendWithinMs: whole('FLORIN_SEND_WITHIN_MS', 10_000, 1, 600_000),
    recoverAfterMs: whole('FLORIN_RECOVER_AFTER_MS', 60_000, 1, 86_400_000),
    cardChannelUrl: url('FLORIN_CARD_CHANNEL_URL', ['https:', 'http:']),
    cardChannelSecret: text('FLORIN_CARD_CHANNEL_SECRET'),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (config.rootKey !== undefined && !/^[0-9a-f]{64}$/i.test(config.rootKey)) {
    problems.push('FLORIN_ROOT_KEY must be 32 bytes in hex: 64 digits');
  }
  if (text('DATABASE_URL') !== undefined && config.rootKey === undefined) {
    problems.push(
      'FLORIN_ROOT_KEY is required when DATABASE_URL is set, so that every machine uses the same key',
    );
  }
  if (config.cardChannelSecret !== undefined && config.cardChannelSecret.length < 32) {
    problems.push(
      'FLORIN_CARD_CHANNEL_SECRET must have 32 characters or more: whoever guesses it reports payments',
    );
  }
  if (config.recoverAfterMs <= config.sendWithinMs) {
    problems.push(
      'FLORIN_RECOVER_AFTER_MS must be more than FLORIN_SEND_WITHIN_MS: what may still be sent is not yet lost',
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}
