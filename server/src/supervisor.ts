/** What `npm start` runs: the database, the servers and the demo shop, in one terminal, until it is told to stop. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, readConfig } from './config.ts';
import { localUrl } from './kernel/address.ts';
import { fileTrouble, OperatorError } from './kernel/operator-error.ts';
import { version } from './kernel/version.ts';
import { supervise } from './supervisor/supervise.ts';

const log = (line: string): void => console.log(line);

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ending.abort());

async function run(argument: string | undefined): Promise<void> {
  if (argument === '--version') return log(version);
  if (argument?.startsWith('-')) {
    throw new OperatorError(
      `There is no option ${argument}. Florin is configured by environment variables: see docs/configuration.md.`,
    );
  }
  const config = readConfig();
  const shop = join(import.meta.dirname, '../../examples/shop/src/main.ts');
  const shopModule = existsSync(shop) ? shop : null;
  // The tests run another program instead of main.ts.
  const serverModule = resolve(argument ?? join(import.meta.dirname, 'main.ts'));
  const running = await supervise({ config, serverModule, shopModule, log, signal: ending.signal }).catch(
    (error) => {
      throw fileTrouble(error, wantedBy(config)) ?? error;
    },
  );
  if (shopModule !== null) log(`The demo shop is at ${config.localShopUrl}`);
  log(`The keys of the demo merchant are in ${join(config.dataFolder, 'sandbox.json')}`);
  if (config.httpsPort !== undefined) {
    log(`HTTPS is served at ${localUrl(config.host, config.httpsPort, 'https:')}`);
  }
  // This is the last line of a start. Tools wait for it.
  log(`Florin is ready at ${config.localUrl}`);
  await aborted(ending.signal);
  await running.stop();
}

const wantedBy = ({ dataFolder }: Config) => ({
  folder: dataFolder,
  instead: 'set FLORIN_DATA to another folder',
});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

try {
  await run(process.argv[2]);
} catch (error) {
  if (!ending.signal.aborted) {
    const known = error instanceof OperatorError;
    console.error(known ? error.message : error);
    process.exit(known ? error.exitCode : 1);
  }
}
process.exit(0);
