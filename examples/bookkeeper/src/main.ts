/** Runs the app beside `npm start`, as the demo app of `sandbox.json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DpopKey, OAuthApp } from '@florin/sdk/oauth';
import { buildBookkeeper } from './bookkeeper.ts';

/** The demo app's redirect URI names this port. */
const { PORT = '4299' } = process.env;
const folder = process.env.FLORIN_DATA ?? join(import.meta.dirname, '../../../.florin');

function sandbox(): { base_url: string; client_id: string; client_secret: string } {
  const file = join(folder, 'sandbox.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error(
      `${file} cannot be read: run \`npm start\` first, in another terminal, and leave it running.`,
    );
    process.exit(78);
  }
}

const { base_url: baseUrl, client_id: clientId, client_secret: clientSecret } = sandbox();
// Tokens are bound to a key that never leaves this process: whoever steals one can do nothing with it.
const app = new OAuthApp({ baseUrl, clientId, clientSecret, dpop: await DpopKey.generate() });
const url = `http://127.0.0.1:${PORT}`;
const bookkeeper = buildBookkeeper({ app, baseUrl, url });
await bookkeeper.listen({ port: Number(PORT), host: '127.0.0.1' });
console.log(
  `The bookkeeper is at ${url}\nSign in at Florin as the developer of ${join(folder, 'sandbox.json')}.`,
);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await bookkeeper.close();
    process.exit(0);
  });
