import type { Pool, PoolClient } from 'pg';
import { methodOfToken } from './channels/index.ts';
import { openPool } from './database/index.ts';
import { createWebhookEndpoint } from './events/index.ts';
import { createAccount, createKey, createOrganization } from './identity/index.ts';
import { systemClock } from './kernel/clock.ts';
import type { AccountId, OrganizationId } from './kernel/ids.ts';
import type { KeyRing } from './vault/index.ts';

const MERCHANT = 'Paper & Pine';

/** The demo merchant, in the words of `sandbox.json`. */
export interface SandboxMerchant {
  readonly account_id: string;
  readonly secret_key: string;
  readonly publishable_key: string;
  readonly webhook_secret: string | null;
}

/** Makes a demo merchant in a migrated database. */
export async function seedSandbox(
  databaseUrl: string,
  keys: KeyRing,
  webhookUrl: string | null,
): Promise<SandboxMerchant> {
  const home = openPool(databaseUrl, 'home', 1);
  const cell = openPool(databaseUrl, 'cell', 1);
  try {
    const organization = await seedOrganization(home);
    return await seedMerchant({ home, cell }, keys, organization, webhookUrl);
  } finally {
    await Promise.all([home.end(), cell.end()]);
  }
}

/** Makes the organization that the demo merchant's account belongs to. */
export function seedOrganization(home: Pool | PoolClient): Promise<OrganizationId> {
  return createOrganization(home, { kind: 'merchant', name: MERCHANT }, systemClock.now());
}

/** Makes a demo merchant, within the caller's transactions where there are some. */
export async function seedMerchant(
  { home, cell }: Readonly<Record<'home' | 'cell', Pool | PoolClient>>,
  keys: KeyRing,
  organization: OrganizationId,
  webhookUrl: string | null,
): Promise<SandboxMerchant> {
  const at = systemClock.now();
  const account = await createAccount(
    home,
    cell,
    {
      organization,
      environment: 'sandbox',
      name: MERCHANT,
      defaultMethod: methodOfToken('tok_visa'),
      terms: { feeBasisPoints: 290n, feeFixed: 30n, negativeLimit: 1_000_000n },
      rateLimit: null,
    },
    at,
  );
  return {
    account_id: account.id,
    secret_key: await createKey(home, keys, account, 'secret', at),
    publishable_key: await createKey(home, keys, account, 'publishable', at),
    webhook_secret: webhookUrl === null ? null : await seedWebhook(cell, keys, account.id, webhookUrl, at),
  };
}

/** The demo shop hears of everything. */
async function seedWebhook(
  database: Pool | PoolClient,
  keys: KeyRing,
  account: AccountId,
  url: string,
  at: number,
): Promise<string> {
  const endpoint = {
    ...{ account, url, events: ['*'], description: 'The demo shop', metadata: {} },
    ...{ httpSignatures: false, encryptionKey: null },
  };
  return (await createWebhookEndpoint(database, keys, endpoint, at)).secret;
}
