import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { addMember, appScopes, createApp, createOrganization, createPerson } from './identity/index.ts';
import { systemClock } from './kernel/clock.ts';
import type { AccountId, OrganizationId } from './kernel/ids.ts';
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

/** It may do what any app may, by client credentials, on others' behalf and as a device, which is how `florin login` uses it. */
const DEMO_APP = {
  ...{
    name: 'Demo app',
    redirectUris: [REDIRECT_URI],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
  },
  scopes: appScopes,
  grantTypes: [
    ...(['authorization_code', 'refresh_token', 'client_credentials'] as const),
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  authMethod: 'client_secret_basic',
  ...{
    jwks: null,
    jwksUri: null,
    fapi: false,
    dpopBound: false,
    requirePkce: true,
    requireSignedRequestObject: false,
    certificateSubject: null,
    certificateBound: false,
  },
} as const;

/** Creates the demo merchant's app, the developer who owns its organization, and an operator of the platform. */
export async function seedPeople(
  database: PoolClient,
  keys: KeyRing,
  merchant: OrganizationId,
  account: AccountId,
): Promise<SandboxPeople> {
  const at = systemClock.now();
  // Several data folders may share a database, and each has its own demo merchant.
  const mark = account.slice(-6);
  const developer = { email: `developer-${mark}@paper-and-pine.example`, password: newPassword() };
  const operator = { email: `operator-${mark}@florin.example`, password: newPassword() };
  const platform = await createOrganization(database, { kind: 'platform', name: 'Florin' }, at);
  await addMember(database, merchant, await createPerson(database, developer, at), 'owner', at);
  await addMember(database, platform, await createPerson(database, operator, at), 'operator', at);
  const { app, secret } = await createApp(database, keys, { organization: merchant, account }, DEMO_APP, at);
  return { client_id: app.id, client_secret: secret as string, developer, operator };
}

function newPassword(): string {
  return randomBytes(12).toString('base64url');
}
