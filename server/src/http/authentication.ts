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
  /** Who acts for the account: a person, a key, or an app that a person or the account's organization lets act. */
  readonly actor:
    | { readonly kind: 'key' | 'person'; readonly id: string }
    | { readonly kind: 'app'; readonly id: string; readonly grantedBy: string };
  /** Requests per second of this credential; null: no limit; `address`: counted with all others of its address. */
  readonly rateLimit: number | null | 'address';
  /** Idempotency keys of different scopes do not meet. */
  readonly idempotencyScope: string;
}

/** How a request shows its token. */
export interface Presented {
  readonly scheme: 'bearer' | 'dpop';
  /** The DPoP header (RFC 9449). */
  readonly proof: string | undefined;
  readonly method: string;
  /** Without a query. */
  readonly path: string;
}

/**
 * Finds who acts by a token, or null if it is not valid. Throws `ProofRefused` if it was not sent as it has to be, and
 * `database_unavailable` if that cannot be checked.
 * @param presented left out, only whether the token still stands is asked.
 */
export type Authenticate = (
  token: string,
  presented?: Presented,
) => Principal | null | Promise<Principal | null>;

/** The token may be valid, but the request does not prove that it comes from whoever has the token's key. */
export class ProofRefused extends Error {}

/**
 * Lets a request through whose credential has the scope that its route needs. Throws `unauthorized` or `forbidden`.
 * @param onFailure called before the first of them with the challenge of the answer (RFC 9110 section 11.6.1), and may throw
 * another problem in its place.
 */
export async function guard(
  request: FastifyRequest,
  scope: Scope,
  authenticate: Authenticate,
  onFailure: (challenge: string) => void,
): Promise<Principal> {
  const header = request.headers.authorization;
  const [, scheme, token] = (header === undefined ? null : CREDENTIALS.exec(header)) ?? [];
  const presented: Presented = {
    scheme: scheme?.toLowerCase() === 'dpop' ? 'dpop' : 'bearer',
    proof: request.headers.dpop as string | undefined,
    method: request.method,
    path: request.url.split('?')[0] as string,
  };
  const refuse = (detail: string, error?: string): never => {
    onFailure(challengeOf(presented.scheme, error));
    throw new Problem('unauthorized', detail);
  };
  if (header === undefined) return refuse('There is no Authorization header.');
  if (token === undefined) return refuse('The Authorization header is not `Bearer` and a key or token.');
  let principal: Principal | null;
  try {
    principal = await authenticate(token, presented);
  } catch (error) {
    if (!(error instanceof ProofRefused)) throw error;
    return refuse(error.message, presented.scheme === 'dpop' ? 'invalid_dpop_proof' : 'invalid_token');
  }
  if (principal === null)
    return refuse('No such key or token, or it has expired or been revoked.', 'invalid_token');
  if (principal.scopes !== 'all' && !principal.scopes.has(scope))
    throw new Problem('forbidden', `This needs the scope ${scope}, which this credential does not have.`);
  return principal;
}

const CREDENTIALS = /^(Bearer|DPoP) (\S+)$/i;

/** What a refused request is told to send (RFC 6750 section 3, RFC 9449 section 7.1). */
function challengeOf(scheme: Presented['scheme'], error: string | undefined): string {
  const parts = scheme === 'dpop' ? ['algs="ES256 EdDSA PS256 RS256"'] : [];
  return `${scheme === 'dpop' ? 'DPoP' : 'Bearer'} ${['realm="florin"', ...parts, ...(error === undefined ? [] : [`error="${error}"`])].join(', ')}`;
}

/** The principal of a request on a route that needs a scope. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route needs no scope');
  return request.principal;
}
