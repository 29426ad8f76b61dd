/** The configuration from the environment. It is read once, checked as a whole, and never changed afterwards. */
import { join, resolve } from 'node:path';
import { isLoopback, localUrl } from './kernel/address.ts';
import { OperatorError } from './kernel/operator-error.ts';
import { Fault, type Setting, type ValuesOf } from './kernel/setting.ts';
import { settings, unknownSettings } from './settings.ts';

/** The settings, and what follows from them. A setting without a value and without a default is undefined. */
export interface Config extends ValuesOf<typeof settings> {
  readonly publicUrl: string;
  readonly dataFolder: string;
  /** Where plain HTTP is served: everywhere, or on this machine only if HTTPS is served too. */
  readonly httpHost: string;
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
  function read({ variable, byDefault, parse }: Setting<unknown>): unknown {
    const unset = () => (byDefault === null ? undefined : parse(byDefault));
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
  const values = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, read(setting)]),
  ) as ValuesOf<typeof settings>;
  const { host, port, httpsPort } = values;
  const httpHost = httpsPort === undefined || isLoopback(host) ? host : '127.0.0.1';
  const usualUrl = httpsPort === undefined ? localUrl(host, port) : localUrl(host, httpsPort, 'https:');
  const publicUrl = (values.publicUrl ?? usualUrl).replace(/\/+$/, '');
  // The shop itself speaks plain HTTP.
  const shopUrl = new URL(values.publicUrl ?? localUrl(host, port));
  shopUrl.port = String(port + 1);
  const config: Config = {
    ...values,
    publicUrl,
    httpHost,
    localUrl: localUrl(httpHost, port),
    shopUrl: shopUrl.origin,
    localShopUrl: localUrl(host, port + 1),
    dataFolder: resolve(values.dataFolder ?? join(import.meta.dirname, '../../.florin')),
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
  problems.push(...tlsProblems(values), ...kekProblems(values), ...unknownSettings(environment));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** What is wrong with the settings of the key encryption key, one with another. */
function kekProblems({ kek, kekBefore, kekToken, kekTokenFile }: ValuesOf<typeof settings>): string[] {
  if (kekToken !== undefined && kekTokenFile !== undefined)
    return ['FLORIN_KEK_TOKEN and FLORIN_KEK_TOKEN_FILE say the same: set one of them'];
  const remote = kek.kind === 'transit' || kekBefore?.kind === 'transit';
  const given = kekToken ?? kekTokenFile;
  if (remote && given === undefined)
    return [
      'FLORIN_KEK_TOKEN or FLORIN_KEK_TOKEN_FILE is required with a Transit key, which is asked with a token',
    ];
  return [];
}

/** What is wrong with the settings for HTTPS, one with another. */
function tlsProblems({
  port,
  httpsPort,
  clientCertificatePort,
  clientAuthorities,
  tlsCertificate,
  tlsKey,
}: ValuesOf<typeof settings>): string[] {
  const problems: string[] = [];
  if ((tlsCertificate === undefined) !== (tlsKey === undefined))
    problems.push('FLORIN_TLS_CERTIFICATE and FLORIN_TLS_KEY belong together: set both or neither');
  if (httpsPort === undefined) {
    if (tlsCertificate !== undefined)
      problems.push('FLORIN_TLS_CERTIFICATE is used with FLORIN_HTTPS_PORT only');
    if (clientCertificatePort !== undefined)
      problems.push('FLORIN_MTLS_PORT is used with FLORIN_HTTPS_PORT only');
  }
  if (clientAuthorities !== undefined && clientCertificatePort === undefined)
    problems.push('FLORIN_MTLS_CA is used with FLORIN_MTLS_PORT only');
  const ports = [port, port + 1, httpsPort, clientCertificatePort].filter((each) => each !== undefined);
  if (new Set(ports).size < ports.length)
    problems.push('PORT, the port after it, FLORIN_HTTPS_PORT and FLORIN_MTLS_PORT must differ');
  return problems;
}
