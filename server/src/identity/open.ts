import type pg from 'pg';
import type { Authenticate } from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { KeyRing } from '../vault/index.ts';
import { AccountDirectory } from './accounts.ts';
import { KeyDirectory } from './keys.ts';

/** Opens the directories of accounts and keys, by which every request is authenticated. */
export function openIdentity(home: pg.Pool, keys: KeyRing, clock: Clock) {
  const directory = new KeyDirectory(home, keys, clock);
  const authenticate: Authenticate = (token) => directory.authenticate(token);
  return {
    accounts: new AccountDirectory(home),
    authenticate,
    /** Whether the database has answered recently. If it has not, no key is accepted. */
    reachable: () => directory.reachable,
    async stop() {
      directory.stop();
    },
  };
}
