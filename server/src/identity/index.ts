export type { Account, AccountTerms } from './account.ts';
export { createAccount, findAccount } from './accounts.ts';
export { createKey, KeyDirectory, type KeyHolder, revokeKey } from './keys.ts';
