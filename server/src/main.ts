import type { FastifyListenOptions } from 'fastify';
import { remoteChannel } from './channels/index.ts';
import { readConfig } from './config.ts';
import { systemClock } from './kernel/clock.ts';
import { openLog, openPlatform } from './platform.ts';
import { ensureSandboxFile } from './sandbox-file.ts';

/** One server process: it keeps no state, so any number of them serve the same database on the same port. */
const config = readConfig();
if (config.databaseUrl === undefined || config.rootKey === undefined) {
  throw new Error('A server needs DATABASE_URL and FLORIN_ROOT_KEY; `npm start` provides both.');
}
const rootKey = Buffer.from(config.rootKey, 'hex');
const log = openLog(config.logLevel);

await ensureSandboxFile(config, config.databaseUrl, rootKey);
const platform = openPlatform({
  databaseUrl: config.databaseUrl,
  publicUrl: config.publicUrl,
  shopUrl: config.shopUrl,
  rootKey,
  log,
  sendWithinMs: config.sendWithinMs,
  settleAfterMs: config.settleAfterMs,
  channels:
    config.cardChannelUrl === undefined
      ? []
      : [remoteChannel(config.cardChannelUrl, systemClock, config.cardChannelSecret ?? null)],
  webhookPrivate: config.webhookPrivate,
});
await platform.app.listen({
  port: config.port,
  host: config.host,
  reusePort: config.processes > 1,
} as FastifyListenOptions);
process.send?.({ ready: true });

/** How long a server may go on writing what is in flight when its supervisor is gone. */
const ORPHAN_MS_MAX = 10_000;

let stopping = false;
/** Stops taking requests, finishes what is in flight, and goes. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await platform.stop();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
// The supervisor is gone, and nobody else would stop this process. Its database may be gone too, for good, and what waits
// to be written with it: another process asks the channel for that.
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), ORPHAN_MS_MAX).unref();
  void stop();
});
