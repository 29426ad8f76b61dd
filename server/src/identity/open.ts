import type pg from 'pg';
import type { Authenticate } from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Base } from '../module.ts';
import type { KeyRing } from '../vault/index.ts';
import { AccountDirectory } from './accounts.ts';
import { appRoutes } from './apps/routes.ts';
import { KeyDirectory } from './keys/directory.ts';
import { keyRoutes } from './keys/routes.ts';
import { organizationRoutes } from './organizations/routes.ts';
import { requireRoles } from './roles.ts';
import { sandboxesRoutes } from './sandboxes/routes.ts';

/** Opens the directories of accounts and keys, by which every request is authenticated. */
export function openIdentity(directoryPool: pg.Pool, keys: KeyRing, clock: Clock) {
  const directory = new KeyDirectory(directoryPool, keys, clock);
  const authenticate: Authenticate = (token) => directory.authenticate(token);
  return {
    accounts: new AccountDirectory(directoryPool),
    authenticate,
    /** Whether the database has answered recently. If it has not, no key is accepted. */
    reachable: () => directory.reachable,
    stop: () => directory.stop(),
  };
}

/** Mounts what is asked of keys, apps, organizations and sandboxes. No route mounted after this needs a scope that no role has. */
export function serveIdentity({ app, home, pool, keys, clock, publicUrl }: Base): void {
  app.addHook('onRoute', ({ url, config }) => requireRoles(url, config?.scope));
  const options = { pool: home, keys, clock, table: 'home_idempotency' } as const;
  keyRoutes(app, options);
  appRoutes(app, options);
  organizationRoutes(app, { ...options, publicUrl });
  sandboxesRoutes(app, { ...options, cell: pool });
}
