import type { FastifyRequest } from 'fastify';
import type { AccountId } from '../kernel/ids.ts';
import type { Said } from '../kernel/modules.ts';
import { Problem } from '../kernel/problem.ts';

/** What a credential may do, by resource. Each module says the scopes of its own routes. */
export type Scope = Said<'scopes'>[number];

/** What an account is set to. `http` does not look into it; the module that authenticates says what it holds. */
// biome-ignore lint/suspicious/noEmptyInterface: the module that authenticates fills it
export interface AccountSettings {}

/** A publishable key is in a merchant's page, where everybody can read it: it may swap a card for a token and no more. */
export const PUBLISHABLE_SCOPES: ReadonlySet<string> = new Set(['tokens:write']);

/** Who is asking, and for which account. Routes see no difference between a key and any other credential. */
export interface Principal {
  readonly account: AccountId;
  readonly environment: 'sandbox' | 'live';
  readonly settings: AccountSettings;
  readonly scopes: 'all' | ReadonlySet<string>;
  /** Who acts for the account: a person, or the credential itself. */
  readonly actor: { readonly kind: 'key' | 'person'; readonly id: string };
  /** Requests per second of this credential; null: no limit; `address`: counted with all others of its address. */
  readonly rateLimit: number | null | 'address';
  /** Idempotency keys of different scopes do not meet. */
  readonly idempotencyScope: string;
}

/** Finds the owner of a bearer token, or null if it is not valid. Throws `database_unavailable` if that cannot be checked. */
export type Authenticate = (token: string) => Principal | null | Promise<Principal | null>;

/**
 * Lets a request through whose credential has the scope that its route needs. Throws `unauthorized` or `forbidden`. The answer is
 * no promise if the credential is known already, which nearly all are: waiting for nothing costs as much as the rest of this.
 * @param onFailure called before the first of them, and may throw another problem in its place.
 */
export function guard(
  request: FastifyRequest,
  scope: Scope,
  authenticate: Authenticate,
  onFailure: () => void,
): Principal | Promise<Principal> {
  const header = request.headers.authorization;
  const token = header === undefined ? undefined : BEARER.exec(header)?.[1];
  const admit = (principal: Principal | null): Principal => {
    if (principal !== null) {
      if (principal.scopes !== 'all' && !principal.scopes.has(scope))
        throw new Problem('forbidden', `This needs the scope ${scope}, which this credential does not have.`);
      return principal;
    }
    onFailure();
    if (header === undefined) throw new Problem('unauthorized', 'There is no Authorization header.');
    if (token === undefined)
      throw new Problem('unauthorized', 'The Authorization header is not `Bearer` and a key.');
    throw new Problem('unauthorized', 'No such key, or it has expired or been revoked.');
  };
  const found = token === undefined ? null : authenticate(token);
  return found instanceof Promise ? found.then(admit) : admit(found);
}

const BEARER = /^Bearer (\S+)$/i;

/** The principal of a request on a route that needs a scope. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route needs no scope');
  return request.principal;
}
