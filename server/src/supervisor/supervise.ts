/** The whole platform as processes: in which order they start and stop, and which depends on which. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openPool } from '../database/index.ts';
import { migrate } from '../database/migrate.ts';
import { isLoopback } from '../kernel/address.ts';
import { modules } from '../modules.ts';
import { type ChildOptions, type KeptChild, keepRunning } from './child.ts';
import { keepDatabase } from './database.ts';
import { keepDevelopmentCertificate } from './development-certificate.ts';
import { lockDataFolder } from './lock.ts';
import { ensureFree } from './ports.ts';
import { keepRootKey } from './root-key.ts';

export interface Supervision {
  config: Config;
  /** What a server process runs. */
  serverModule: string;
  /** What the demo shop's process runs, or null if there is no shop. */
  shopModule: string | null;
  log: (line: string) => void;
  /** Aborts a start that is in progress. */
  signal: AbortSignal;
}

export interface Running {
  /** Stops everything: first the servers, then the shop, then the database. */
  stop(): Promise<void>;
}

/** Starts everything and returns when all of it is ready. If that fails, it stops what it has started. */
export async function supervise(supervision: Supervision): Promise<Running> {
  const toStop: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let step = toStop.pop(); step !== undefined; step = toStop.pop()) await step();
  };
  try {
    await start(supervision, (step) => toStop.push(step));
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  { config, serverModule, shopModule, log, signal }: Supervision,
  atStop: (step: () => Promise<void>) => void,
): Promise<void> {
  atStop(await lockDataFolder(config.dataFolder));
  const { host, httpHost, port, httpsPort, clientCertificatePort } = config;
  await ensureFree({ variable: 'PORT', port, host: httpHost });
  if (shopModule !== null) await ensureFree({ variable: 'PORT', port: port + 1, host });
  if (httpsPort !== undefined) await ensureFree({ variable: 'FLORIN_HTTPS_PORT', port: httpsPort, host });
  if (clientCertificatePort !== undefined)
    await ensureFree({ variable: 'FLORIN_MTLS_PORT', port: clientCertificatePort, host });
  const certificate = await certificateOf(config, log);

  const servers: KeptChild[] = [];
  const moved = (): void => {
    for (const server of servers) server.renew();
  };
  const database = await keepDatabase({ config, log, moved });
  atStop(database.stop);
  const applied = await migrate(database.url(), modules);
  if (applied.length > 0) log(`migrated: ${applied.join(', ')}`);
  const rootKey = config.rootKey ?? (await keepRootKey(config.dataFolder, () => rootKeyOf(database.url())));
  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    DATABASE_URL: database.url(),
    FLORIN_ROOT_KEY: rootKey,
    FLORIN_DATA: config.dataFolder,
    ...certificate,
    FLORIN_SHOP: process.env.FLORIN_SHOP || (shopModule === null ? '0' : '1'),
    // A Florin that can be reached only from this machine is no danger to its network.
    FLORIN_WEBHOOK_PRIVATE: process.env.FLORIN_WEBHOOK_PRIVATE || (isLoopback(config.host) ? '1' : '0'),
    // Whoever reads others' mails can sign in as them.
    FLORIN_MAILBOX: process.env.FLORIN_MAILBOX || (isForThisMachine(config) ? '1' : '0'),
  });
  // They are stopped in the opposite order: the servers before the shop, because they may still send webhooks to it.
  const shop: KeptChild[] = [];
  for (const group of [shop, servers]) {
    atStop(async () => {
      await Promise.all(group.map((child) => child.stop()));
    });
  }
  const aborted = abortion(signal);
  const run = (group: KeptChild[], options: Omit<ChildOptions, 'log'>): Promise<void> => {
    signal.throwIfAborted();
    const child = keepRunning({ ...options, log });
    group.push(child);
    return Promise.race([child.ready, aborted]);
  };
  const startServer = (n: number): Promise<void> =>
    run(servers, { name: `server ${n}`, module: serverModule, environment });
  // At the very first start, one server starts alone and creates the demo merchant. The others then find it.
  const alone = existsSync(join(config.dataFolder, 'sandbox.json')) ? 0 : 1;
  if (alone === 1) await startServer(1);
  await Promise.all(
    Array.from({ length: config.processes - alone }, (_, index) => startServer(index + alone + 1)),
  );
  if (shopModule !== null) {
    const given = await shopEnvironment(config);
    await run(shop, { name: 'the shop', module: shopModule, environment: () => given });
  }
}

/** Where the servers find the certificate for HTTPS, if they serve it: the operator's, or one for development. */
async function certificateOf(
  { httpsPort, tlsCertificate, dataFolder, publicUrl }: Config,
  log: Supervision['log'],
): Promise<NodeJS.ProcessEnv> {
  if (httpsPort === undefined || tlsCertificate !== undefined) return {};
  const host = new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1');
  const { certificate, key } = await keepDevelopmentCertificate(dataFolder, host, Date.now());
  log(`HTTPS is served with a certificate for development: ${certificate}. Others do not trust it.`);
  return { FLORIN_TLS_CERTIFICATE: certificate, FLORIN_TLS_KEY: key };
}

/** The id of the root key that the database belongs to, or null before the first start. */
async function rootKeyOf(databaseUrl: string): Promise<string | null> {
  const pool = openPool(databaseUrl, 'home', 1);
  try {
    return (await pool.query('select key_id from root_key')).rows[0]?.key_id ?? null;
  } finally {
    await pool.end();
  }
}

/** The shop is like any merchant's program: it gets an API key, but not the database's password. */
async function shopEnvironment({ dataFolder, port, host, localUrl }: Config): Promise<NodeJS.ProcessEnv> {
  const sandbox = JSON.parse(await readFile(join(dataFolder, 'sandbox.json'), 'utf8')) as Record<
    string,
    string
  >;
  return {
    PATH: process.env.PATH,
    NODE_ENV: process.env.NODE_ENV,
    HOST: host,
    SHOP_DATABASE: join(dataFolder, 'shop.sqlite'),
    SHOP_URL: sandbox.shop_url,
    PORT: String(port + 1),
    FLORIN_BASE_URL: localUrl,
    FLORIN_SECRET_KEY: sandbox.secret_key,
    FLORIN_PUBLISHABLE_KEY: sandbox.publishable_key,
    FLORIN_WEBHOOK_SECRET: sandbox.webhook_secret,
  };
}

/** A promise that rejects when the signal is aborted. Nobody has to await it. */
function abortion(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason));
  promise.catch(() => {});
  return promise;
}

/** Whether neither the network nor a proxy reaches it. */
function isForThisMachine({ host, publicUrl }: Config): boolean {
  return isLoopback(host) && isLoopback(new URL(publicUrl).hostname);
}
