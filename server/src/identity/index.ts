export type { Account, AccountTerms } from './account.ts';
export { AccountDirectory, createAccount } from './accounts.ts';
export { createApp } from './apps.ts';
export { createKey, KeyDirectory, revokeKey } from './keys.ts';
export { assignAccount, createOrganization, createPerson } from './people.ts';
