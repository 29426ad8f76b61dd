import { Florin } from '@florin/sdk';
import { Orders } from './orders.ts';
import { buildShop } from './shop.ts';

/** Runs the demo shop as a separate process. It gets what any merchant's program has: an address and keys. */
function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The shop needs ${name}; \`npm start\` provides it.`);
  return value;
}

/** How long a payer waits for a page, with all tries of a call. */
const PAYER_WAITS_MS = 15_000;

// Other users of this machine must not read the orders.
process.umask(0o077);
const orders = new Orders(given('SHOP_DATABASE'));
const shop = buildShop({
  orders,
  florin: new Florin({
    baseUrl: given('FLORIN_BASE_URL'),
    secretKey: given('FLORIN_SECRET_KEY'),
    totalMs: PAYER_WAITS_MS,
  }),
  webhookSecret: process.env.FLORIN_WEBHOOK_SECRET,
  url: given('SHOP_URL'),
});
await shop.listen({ port: Number(given('PORT')), host: given('HOST') });
process.send?.({ ready: true });

let stopping = false;
/** Answers what is in flight, closes the books, and exits. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await shop.close();
  orders.close();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
process.on('disconnect', () => void stop());
