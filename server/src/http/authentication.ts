import type { FastifyRequest } from 'fastify';
import type { AccountId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';

/** What a route asks for. A publishable key is for the payer's page; a secret key may do all that one may. */
export type CredentialKind = 'secret' | 'publishable';

/** Who is asking. `http` knows no more of an account than its id; the module that authenticates says the rest. */
export interface Principal {
  readonly account: AccountId;
  readonly kind: CredentialKind;
  /** Names the credential itself. */
  readonly key: string;
  /** Requests per second; null: no limit. */
  readonly rateLimit: number | null;
  /** Idempotency keys of different scopes do not meet. */
  readonly scope: string;
}

/** Finds who a bearer token belongs to; null for none. Throws `database_unavailable` when that cannot be told. */
export type Authenticate = (token: string) => Principal | null | Promise<Principal | null>;

/**
 * Lets a request through that has the credential its route asks for. Throws `unauthorized` or `forbidden`.
 * @param onFailure called before the first of them, and may throw another problem in its place.
 */
export async function guard(
  request: FastifyRequest,
  wanted: CredentialKind,
  authenticate: Authenticate,
  onFailure: () => void,
): Promise<Principal> {
  const header = request.headers.authorization;
  const token = header === undefined ? undefined : BEARER.exec(header)?.[1];
  const principal = token === undefined ? null : await authenticate(token);
  if (principal !== null) {
    if (wanted === 'secret' && principal.kind !== 'secret') throw new Problem('forbidden');
    return principal;
  }
  onFailure();
  if (header === undefined) throw new Problem('unauthorized', 'There is no Authorization header.');
  if (token === undefined)
    throw new Problem('unauthorized', 'The Authorization header is not `Bearer` and a key.');
  throw new Problem('unauthorized', 'No such key, or it has been revoked.');
}

const BEARER = /^Bearer (\S+)$/i;

/** The principal of a request on a route that asks for a credential. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route asks for no credential');
  return request.principal;
}
