/** What `npm start` runs: the database, the servers and the demo shop, from one terminal, until it is told to end. */
import { join, resolve } from 'node:path';
import { readConfig } from './config.ts';
import { supervise } from './supervisor/supervise.ts';

// Another program than main.ts may stand in for a server, as in the tests.
const serverModule = resolve(process.argv[2] ?? join(import.meta.dirname, 'main.ts'));
const shopModule = join(import.meta.dirname, '../../examples/shop/src/main.ts');
const log = (line: string): void => console.log(line);

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ending.abort());

async function run(): Promise<void> {
  const config = readConfig();
  const running = await supervise({
    config,
    serverModule,
    shopModule,
    log,
    signal: ending.signal,
  });
  const everyAddress = config.host === '0.0.0.0' || config.host === '::';
  log(`Florin is ready at http://${everyAddress ? '127.0.0.1' : config.host}:${config.port}`);
  await aborted(ending.signal);
  await running.stop();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

try {
  await run();
} catch (error) {
  if (!ending.signal.aborted) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
process.exit(0);
