import { readConfig } from './config.ts';
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
  rootKey,
  log,
  sendWithinMs: config.sendWithinMs,
  settleAfterMs: config.settleAfterMs,
  webhookPrivate: config.webhookPrivate,
});
await platform.app.listen({ port: config.port, host: config.host, reusePort: true } as never);
process.send?.({ ready: true });

let stopping = false;
/** Stops taking requests, finishes what is in flight, and goes. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await platform.stop();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
// The supervisor is gone: nobody else would stop this process.
process.on('disconnect', () => void stop());
