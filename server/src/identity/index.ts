export type { Account, AccountTerms } from './account.ts';
export { AccountDirectory, createAccount } from './accounts.ts';
export { createApp } from './apps.ts';
export { createKey, revokeKey } from './keys.ts';
export { openIdentity } from './open.ts';
export { assignAccount, createOrganization, createPerson } from './people.ts';
