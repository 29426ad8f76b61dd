import type { FastifyListenOptions } from 'fastify';
import { type Config, readConfig } from './config.ts';
import { openPool } from './database/index.ts';
import { listenSecurely } from './http/index.ts';
import { fileTrouble, OperatorError } from './kernel/operator-error.ts';
import { checkDatabase, checkMemory, openLog } from './operations/index.ts';
import { openPlatform } from './platform.ts';
import { ensureSandboxFile } from './sandbox-file.ts';
import { KeyRing, openKeys } from './vault/index.ts';

/** One server process. It keeps no state, so any number of them can serve the same database on the same port. */

/** How long a server may continue to write what is in flight after its supervisor is gone. */
const ORPHAN_MS_MAX = 10_000;

// Until the configuration with the log level is read.
let log = openLog('info');
// Uncaught errors go through the log, which hides secrets. Node would print them as they are.
process.on('uncaughtException', (error) => {
  // What the operator has to correct is printed as a message only, because a stack trace would not help.
  if (error instanceof OperatorError) {
    log.fatal(error.message);
    process.exit(error.exitCode);
  }
  log.fatal({ err: error }, 'an uncaught fault; the process ends');
  process.exit(1);
});

const config = readConfig();
log = openLog(config.logLevel);
if (config.databaseUrl === undefined || config.rootKey === undefined) {
  throw new OperatorError('A server needs DATABASE_URL and FLORIN_ROOT_KEY; `npm start` provides both.');
}
const rootKey = Buffer.from(config.rootKey, 'hex');

const look = openPool(config.databaseUrl, 'home', 1);
await checkDatabase(look, new KeyRing(rootKey));
await checkMemory(look);
const keys = await openKeys(look, rootKey, config);
await look.end();
await ensureSandboxFile(config, config.databaseUrl, keys).catch((error) => {
  const wanted = { folder: config.dataFolder, instead: 'set FLORIN_DATA to another folder' };
  throw fileTrouble(error, wanted) ?? error;
});
const platform = openPlatform({
  ...config,
  databaseUrl: config.databaseUrl,
  ...(config.withShop ? { shop: { url: config.shopUrl, localUrl: config.localShopUrl } } : {}),
  keys,
  log,
});
const reusePort = config.processes > 1;
for (const port of [config.httpsPort, config.clientCertificatePort]) {
  if (port === undefined) continue;
  await listenSecurely(platform.app, {
    ...{ port, host: config.host, reusePort, log, asksForCertificate: port === config.clientCertificatePort },
    authorities: config.clientAuthorities,
    ...certificateOf(config),
  });
}
await platform.app.listen({
  port: config.port,
  host: config.httpHost,
  reusePort,
  listenTextResolver: (address) => `started at ${address}`,
} as FastifyListenOptions);
process.send?.({ ready: true });

let stopping = false;
/** Stops accepting requests, finishes what is in flight, and exits. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await platform.stop();
  log.info('stopped');
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
// The supervisor is gone, so nobody else would stop this process. The database may be gone for good too, and what waits cannot be
// written then. Another process will ask the channel about it.
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), ORPHAN_MS_MAX).unref();
  void stop();
});

/** The supervisor has made a certificate where none is set. */
function certificateOf({ tlsCertificate, tlsKey }: Config) {
  if (tlsCertificate === undefined || tlsKey === undefined)
    throw new OperatorError(
      'A server with FLORIN_HTTPS_PORT needs FLORIN_TLS_CERTIFICATE and FLORIN_TLS_KEY; `npm start` makes them for development.',
    );
  return { certificate: tlsCertificate, key: tlsKey };
}
