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
import { authenticateMember } from './sessions/authentication.ts';
import { Guesses } from './sessions/guesses.ts';
import { Sessions } from './sessions/sessions.ts';

export interface IdentityOptions {
  /** Connections for nothing but authentication by keys. */
  readonly directory: pg.Pool;
  readonly home: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly publicUrl: string;
}

/** Opens the directories of accounts and keys, and sessions: by them every request is authenticated. */
export function openIdentity({ directory: pool, home, keys, clock, publicUrl }: IdentityOptions) {
  const directory = new KeyDirectory(pool, keys, clock);
  const authenticate: Authenticate = (token) => directory.authenticate(token);
  return {
    accounts: new AccountDirectory(pool),
    authenticate,
    authenticateSession: authenticateMember({ home, sessions: new Sessions(home, clock), publicUrl }),
    /** Whether the database has answered recently. If it has not, no key is accepted. */
    reachable: () => directory.reachable,
    stop: () => directory.stop(),
  };
}

/** Mounts what is asked of keys, apps, organizations and sandboxes. No route mounted after this needs a scope that no role has. */
export function serveIdentity({ app, home, pool, keys, acts, clock, publicUrl, settings }: Base): void {
  app.addHook('onRoute', ({ url, config }) => requireRoles(url, config?.scope));
  const options = { pool: home, keys, clock, acts, table: 'home_idempotency' } as const;
  keyRoutes(app, options);
  appRoutes(app, options, settings);
  organizationRoutes(app, { ...options, publicUrl, guesses: new Guesses(home, keys, clock) });
  sandboxesRoutes(app, { ...options, cell: pool });
}
