import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Config } from './config.ts';
import { openPool, SCHEMAS } from './database/index.ts';
import { moveEndpoints } from './events/index.ts';
import { AccountDirectory } from './identity/index.ts';
import { writeDurably, writeToDisk } from './kernel/files.ts';
import { type AccountId, parseId } from './kernel/ids.ts';
import { OperatorError } from './kernel/operator-error.ts';
import { type SandboxMerchant, seedMerchant, seedOrganization } from './sandbox-merchant.ts';
import { type SandboxPeople, seedPeople } from './sandbox-people.ts';
import type { KeyRing } from './vault/index.ts';

type SandboxFile = Addresses & SandboxMerchant & SandboxPeople;

/** The addresses of the platform and the shop. They are updated from the configuration at every start. */
interface Addresses {
  readonly base_url: string;
  readonly shop_url: string;
}

/**
 * On the first start, creates the demo merchant and writes its credentials to `sandbox.json` with mode 0600. Only the server
 * that starts first does this. On every later start, updates the addresses if the port has changed, and the address of the
 * demo shop's webhook endpoint.
 */
export async function ensureSandboxFile(config: Config, databaseUrl: string, keys: KeyRing): Promise<void> {
  const file = join(config.dataFolder, 'sandbox.json');
  const webhookUrl = `${config.localShopUrl}/webhooks`;
  const addresses: Addresses = { base_url: config.publicUrl, shop_url: config.shopUrl };
  const home = openPool(databaseUrl, 'home', 1);
  const cell = openPool(databaseUrl, 'cell', 1);
  try {
    const kept = (await readSandbox(file)) ?? (await takeUp(file, home));
    if (kept === null) {
      await makeMerchant(file, addresses, webhookUrl, home, keys);
      return;
    }
    await moveEndpoints(cell, accountOf(file, kept), shopWebhooks(kept), webhookUrl);
    if (kept.base_url !== addresses.base_url || kept.shop_url !== addresses.shop_url)
      await writeDurably(file, textOf({ ...kept, ...addresses }));
  } finally {
    await Promise.all([home.end(), cell.end()]);
  }
}

/** The temporary name of the file, until its merchant is in the database. */
const unfinished = (file: string): string => `${file}.new`;

/**
 * Creates everything or nothing. The file is on the disk before the transaction ends, and gets its name after that. It is
 * one transaction over home and cell, which are in one database: without an account in home, rows in the cell would be a
 * difference in the books.
 */
async function makeMerchant(
  file: string,
  addresses: Addresses,
  webhookUrl: string,
  pool: Pool,
  keys: KeyRing,
): Promise<void> {
  const client = await pool.connect();
  try {
    // Passwords take their time to be hashed.
    await client.query(
      `begin; set local search_path = ${Object.values(SCHEMAS).join(', ')};
       set local idle_in_transaction_session_timeout = '60s'`,
    );
    const organization = await seedOrganization(client);
    const merchant = await seedMerchant({ home: client, cell: client }, keys, organization, webhookUrl);
    const people = await seedPeople(client, keys, organization, accountOf(file, merchant));
    await writeToDisk(unfinished(file), textOf({ ...addresses, ...merchant, ...people }));
    await client.query('commit');
  } finally {
    client.release(true);
  }
  await rename(unfinished(file), file);
}

/**
 * Completes a start that was killed between its commit and naming the file. A start that did not commit has left nothing.
 */
async function takeUp(file: string, home: Pool): Promise<SandboxFile | null> {
  const left = await readSandbox(unfinished(file)).catch(() => null);
  if (left === null || (await new AccountDirectory(home).find(accountOf(file, left))) === null) return null;
  await rename(unfinished(file), file);
  return left;
}

/** The shop listens on the same machine as the platform, whatever its public address is. */
function shopWebhooks({ shop_url }: Addresses): RegExp {
  const { port, protocol } = new URL(shop_url);
  return new RegExp(`^http://[^/]+:${port || (protocol === 'https:' ? 443 : 80)}/webhooks$`);
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
    throw new OperatorError(
      `${file} is not JSON. Move it away, and the next start creates a new demo merchant.`,
    );
  }
}

function accountOf(file: string, { account_id }: SandboxMerchant): AccountId {
  const account = parseId('acct', account_id);
  if (account !== null) return account;
  throw new OperatorError(
    `${file} has no valid account id: "${account_id}". Move it away, and the next start creates a new demo merchant.`,
  );
}

function textOf(contents: SandboxFile): string {
  return `${JSON.stringify(contents, null, 2)}\n`;
}
