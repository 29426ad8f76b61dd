import type { FastifyRequest } from 'fastify';
import type { AccountId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';

/** The kind of key that a route requires. A publishable key is for the payer's page. A secret key is accepted there too. */
export type CredentialKind = 'secret' | 'publishable';

/** Who sends a request. `http` knows only the id of an account; the module that authenticates adds the rest. */
export interface Principal {
  readonly account: AccountId;
  readonly kind: CredentialKind;
  /** The id of the credential itself. */
  readonly key: string;
  /** Requests per second, or null for no limit. */
  readonly rateLimit: number | null;
  /** Separates idempotency keys: the same text is a different key in each scope. */
  readonly scope: string;
}

/** Finds the owner of a bearer token, or null if it is not valid. Throws `database_unavailable` if that cannot be checked. */
export type Authenticate = (token: string) => Principal | null | Promise<Principal | null>;

/**
 * Checks that a request has the credential that its route requires. Throws `unauthorized` or `forbidden`.
 * @param onFailure called before `unauthorized` is thrown; it may throw another problem instead.
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

/** Returns the principal of a request on a route that requires a credential. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route asks for no credential');
  return request.principal;
}
