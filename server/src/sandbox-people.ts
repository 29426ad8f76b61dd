import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { assignAccount, createApp, createOrganization, createPerson } from './identity/index.ts';
import { systemClock } from './kernel/clock.ts';
import type { AccountId } from './kernel/ids.ts';
import type { KeyRing } from './vault/index.ts';

interface Login {
  readonly email: string;
  readonly password: string;
}

/** The people of the demo merchant, as `sandbox.json` names them. */
export interface SandboxPeople {
  readonly client_id: string;
  readonly client_secret: string;
  readonly developer: Login;
  readonly operator: Login;
}

/** The address at which a developer's own OAuth experiments listen. */
const REDIRECT_URI = 'http://127.0.0.1:4299/callback';
const MERCHANT = 'Paper & Pine';

/** Creates the organization that the demo account belongs to, its app and developer, and an operator of the platform. */
export async function seedPeople(
  database: Pool | PoolClient,
  keys: KeyRing,
  account: AccountId,
): Promise<SandboxPeople> {
  const at = systemClock.now();
  // Several data folders may share a database, and each has its own demo merchant.
  const mark = account.slice(-6);
  const developer = { email: `developer-${mark}@paper-and-pine.example`, password: newPassword() };
  const operator = { email: `operator-${mark}@florin.example`, password: newPassword() };
  const merchant = await createOrganization(database, { kind: 'merchant', name: MERCHANT }, at);
  const platform = await createOrganization(database, { kind: 'platform', name: 'Florin' }, at);
  await assignAccount(database, account, merchant);
  await createPerson(database, { organization: merchant, role: 'developer', ...developer }, at);
  await createPerson(database, { organization: platform, role: 'operator', ...operator }, at);
  const app = { organization: merchant, name: 'Demo app', redirectUris: [REDIRECT_URI] };
  return { ...(await createApp(database, keys, app, at)), developer, operator };
}

function newPassword(): string {
  return randomBytes(12).toString('base64url');
}
