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
 * Finds the person whose browser asks and who is named by no key, with the account that `Florin-Account` names. Null if they are not
 * signed in. Throws `forbidden` if another site asks through their browser, or the account is not theirs.
 */
export type AuthenticateSession = (request: FastifyRequest) => Promise<Principal | null>;

/** How those who ask are known. */
export interface Credentials {
  readonly authenticate: Authenticate;
  /** Where it is left out, keys alone are accepted. */
  readonly authenticateSession?: AuthenticateSession | undefined;
}

/** Whose request it is. A key goes before a session, and costs no look at one. */
function principalBehind(
  request: FastifyRequest,
  { authenticate, authenticateSession }: Credentials,
): Principal | null | Promise<Principal | null> {
  const { authorization, 'florin-account': account } = request.headers;
  if (authorization === undefined)
    return account === undefined || authenticateSession === undefined ? null : authenticateSession(request);
  const token = BEARER.exec(authorization)?.[1];
  return token === undefined ? null : authenticate(token);
}

const holds = ({ scopes }: Principal, scope: Scope): boolean => scopes === 'all' || scopes.has(scope);

/** Whether a request that lasts may go on: its credential may have ended, or may do less than when it began. */
export async function mayGoOn(
  request: FastifyRequest,
  scope: Scope,
  credentials: Credentials,
): Promise<boolean> {
  try {
    const principal = await principalBehind(request, credentials);
    return principal !== null && holds(principal, scope);
  } catch (error) {
    if (error instanceof Problem && error.code === 'forbidden') return false;
    throw error;
  }
}

/**
 * Lets a request through whose credential has the scope that its route needs. Throws `unauthorized` or `forbidden`. The answer is
 * no promise if the credential is known already, which nearly all are: waiting for nothing costs as much as the rest of this.
 * @param onFailure called before the first of them, and may throw another problem in its place.
 */
export function guard(
  request: FastifyRequest,
  scope: Scope,
  credentials: Credentials,
  onFailure: () => void,
): Principal | Promise<Principal> {
  const admit = (principal: Principal | null): Principal => {
    if (principal === null) {
      onFailure();
      throw new Problem('unauthorized', whatIsMissing(request));
    }
    if (holds(principal, scope)) return principal;
    throw new Problem('forbidden', `This needs the scope ${scope}, which this credential does not have.`);
  };
  const found = principalBehind(request, credentials);
  return found instanceof Promise ? found.then(admit) : admit(found);
}

/** Why nobody is known by the request. */
function whatIsMissing({ headers }: FastifyRequest): string {
  const { authorization, 'florin-account': account } = headers;
  if (authorization === undefined)
    return account === undefined
      ? 'There is no Authorization header.'
      : 'You are not signed in, or your session has ended.';
  return BEARER.test(authorization)
    ? 'No such key, or it has expired or been revoked.'
    : 'The Authorization header is not `Bearer` and a key.';
}

const BEARER = /^Bearer (\S+)$/i;

/** The principal of a request on a route that needs a scope. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route needs no scope');
  return request.principal;
}
