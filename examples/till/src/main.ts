/** Runs the till beside `npm start`, whose demo merchant it takes money for. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Florin } from '@florin/sdk';
import { Sales } from './sales.ts';
import { buildTill } from './till.ts';

const { HOST = '127.0.0.1', PORT = '4244' } = process.env;
const folder = process.env.FLORIN_DATA ?? join(import.meta.dirname, '../../../.florin');

function sandbox(): { base_url: string; secret_key: string } {
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

const { base_url: baseUrl, secret_key: secretKey } = sandbox();
const sales = new Sales(new Florin({ baseUrl, secretKey, environment: 'sandbox', totalMs: 15_000 }));
const url = `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;
// Made from the API key, so that the merchant's phone stays signed in when the till is started again, and not after the key was rolled.
const cashierKey = createHmac('sha256', secretKey).update('the cashier of the till').digest('base64url');
const till = buildTill({ sales, url, cashierKey });
await till.listen({ port: Number(PORT), host: HOST });
console.log(
  `The till is open. Whoever has this address can take and refund payments:\n${url}/?key=${cashierKey}`,
);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await till.close();
    process.exit(0);
  });
