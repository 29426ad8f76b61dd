import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { openPool } from './database/index.ts';
import { moveEndpoints } from './events/index.ts';
import { type AccountId, parseId } from './kernel/ids.ts';
import { seedSandbox } from './platform.ts';
import { type SandboxPeople, seedPeople } from './sandbox-people.ts';

type Merchant = Awaited<ReturnType<typeof seedSandbox>>;
type SandboxFile = Addresses & Merchant & SandboxPeople;

/** Where the platform and the shop are reached. It follows the configuration at every start. */
interface Addresses {
  readonly base_url: string;
  readonly shop_url: string;
}

/**
 * On the first start, makes the demo merchant and writes its credentials to `sandbox.json`, mode 0600; the server that
 * starts first does it, alone. On every later start, puts the addresses right where the port has changed, and the
 * address at which the demo shop hears of its payments.
 */
export async function ensureSandboxFile(config: Config, databaseUrl: string, rootKey: Buffer): Promise<void> {
  const file = join(config.dataFolder, 'sandbox.json');
  const addresses = addressesOf(config);
  const webhookUrl = webhookUrlOf(addresses);
  const kept = await readSandbox(file);
  if (kept === null) {
    const merchant = await seedSandbox(databaseUrl, rootKey, webhookUrl);
    const people = await seedPeople(databaseUrl, rootKey, accountOf(merchant));
    await replace(file, { ...addresses, ...merchant, ...people });
  } else if (kept.base_url !== addresses.base_url || kept.shop_url !== addresses.shop_url) {
    await moveShop(databaseUrl, kept, webhookUrl);
    await replace(file, { ...kept, ...addresses });
  }
}

function addressesOf({ publicUrl, shopUrl }: Config): Addresses {
  return { base_url: publicUrl, shop_url: shopUrl };
}

/** The shop listens beside the platform, whatever the world calls it. */
function webhookUrlOf({ shop_url }: Addresses): string {
  return `http://127.0.0.1:${new URL(shop_url).port}/webhooks`;
}

async function readSandbox(file: string): Promise<SandboxFile | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return JSON.parse(text) as SandboxFile;
  } catch {
    throw new Error(`${file} is not JSON. Move it away, and the next start makes a new demo merchant.`);
  }
}

async function moveShop(databaseUrl: string, kept: SandboxFile, to: string): Promise<void> {
  const pool = openPool(databaseUrl, 'cell', 1);
  try {
    await moveEndpoints(pool, accountOf(kept), webhookUrlOf(kept), to);
  } finally {
    await pool.end();
  }
}

function accountOf({ account_id }: Merchant): AccountId {
  const account = parseId('acct', account_id);
  if (account === null) throw new Error(`sandbox.json holds no account id: "${account_id}"`);
  return account;
}

/** Renamed into place, so that nobody reads half a file; each process has its own half. */
async function replace(file: string, contents: object): Promise<void> {
  const own = `${file}.${process.pid}`;
  await writeFile(own, `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600 });
  await rename(own, file);
}
