import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { AccountId, Id } from '../kernel/ids.ts';
import type { Said } from '../kernel/modules.ts';
import type { Money } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';

/** What a credential may do, by resource. Each module says the scopes of its own routes. */
export type Scope = Said<'scopes'>[number];

/** What an account is set to. `http` does not look into it; the module that authenticates says what it holds. */
// biome-ignore lint/suspicious/noEmptyInterface: the module that authenticates fills it
export interface AccountSettings {}

/** A publishable key is in a merchant's page, where everybody can read it: it may swap a card for a token and no more. */
export const PUBLISHABLE_SCOPES: ReadonlySet<string> = new Set(['tokens:write']);

/** One payment that a person lets an app make, of up to so much. */
export interface GrantedPayment extends Money {
  /** What it was granted by: it is used once. */
  readonly grant: Id<'grt'>;
  /** The only order that it may be for; null: any. */
  readonly orderId: string | null;
}

/** Who is asking, and for which account. Routes see no difference between a key and any other credential. */
export interface Principal {
  readonly account: AccountId;
  readonly environment: 'sandbox' | 'live';
  readonly settings: AccountSettings;
  readonly scopes: 'all' | ReadonlySet<string>;
  /** Where all that the credential may do is to make this payment. It has no scopes then. */
  readonly grantedPayment?: GrantedPayment;
  /** Who acts for the account: a person, a key, or an app that a person or the account's organization lets act. */
  readonly actor:
    | { readonly kind: 'key' | 'person'; readonly id: string }
    | { readonly kind: 'app'; readonly id: Id<'app'>; readonly grantedBy: string };
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
  /** On which the request came, and which knows the client's certificate. */
  readonly connection: Socket;
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
 * Finds the person whose browser asks and who is named by no key, with the account that `Florin-Account` names. Null if they are not
 * signed in. Throws `forbidden` if another site asks through their browser, or the account is not theirs.
 */
export type AuthenticateSession = (request: FastifyRequest) => Promise<Principal | null>;

/** How those who ask are known. */
export interface Credentials {
  readonly authenticate: Authenticate;
  /** Where it is left out, keys and tokens alone are accepted. */
  readonly authenticateSession?: AuthenticateSession | undefined;
}

const CREDENTIALS = /^(Bearer|DPoP) (\S+)$/i;

/**
 * Whose request it is. A key or token goes before a session, and costs no look at one.
 * @param again asks only whether the credential still stands: its proof was good for one time.
 */
function principalBehind(
  request: FastifyRequest,
  { authenticate, authenticateSession }: Credentials,
  again = false,
): Principal | null | Promise<Principal | null> {
  const { authorization, 'florin-account': account } = request.headers;
  if (authorization === undefined)
    return account === undefined || authenticateSession === undefined ? null : authenticateSession(request);
  const token = CREDENTIALS.exec(authorization)?.[2];
  if (token === undefined) return null;
  return again ? authenticate(token) : authenticate(token, presentedBy(request));
}

function presentedBy(request: FastifyRequest): Presented {
  const { method, url, headers, raw } = request;
  const query = url.indexOf('?');
  return {
    scheme: schemeOf(request),
    proof: headers.dpop as string | undefined,
    connection: raw.socket,
    method,
    path: query < 0 ? url : url.slice(0, query),
  };
}

function schemeOf({ headers }: FastifyRequest): Presented['scheme'] {
  return /^dpop /i.test(headers.authorization ?? '') ? 'dpop' : 'bearer';
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route also serves who may make one payment and has no scope. It checks what was granted by itself. */
    servesGrantedPayment?: true;
  }
}

const holds = ({ scopes }: Principal, scope: Scope): boolean => scopes === 'all' || scopes.has(scope);

/** Whether a request that lasts may go on: its credential may have ended, or may do less than when it began. */
export async function mayGoOn(
  request: FastifyRequest,
  scope: Scope,
  credentials: Credentials,
): Promise<boolean> {
  try {
    const principal = await principalBehind(request, credentials, true);
    return principal !== null && holds(principal, scope);
  } catch (error) {
    if (error instanceof Problem && error.code === 'forbidden') return false;
    throw error;
  }
}

/**
 * Lets a request through whose credential has the scope that its route needs. Throws `unauthorized` or `forbidden`. The answer is
 * no promise if the credential is known already, which nearly all are: waiting for nothing costs as much as the rest of this.
 * @param challenge called before either with the challenge of the answer (RFC 9110 section 11.6.1), where there is one. Before
 * `unauthorized` it may throw another problem in its place.
 */
export function guard(
  request: FastifyRequest,
  scope: Scope,
  credentials: Credentials,
  challenge: (text: string, why: 'unauthorized' | 'forbidden') => void,
): Principal | Promise<Principal> {
  const refuse = (detail: string, error?: string): never => {
    challenge(challengeOf(schemeOf(request), error), 'unauthorized');
    throw new Problem('unauthorized', detail);
  };
  const admit = (principal: Principal | null): Principal => {
    if (principal === null) return refuse(...whatIsMissing(request));
    request.asker = principal;
    if (holds(principal, scope)) return principal;
    if (principal.grantedPayment !== undefined && request.routeOptions.config.servesGrantedPayment === true)
      return principal;
    // A person's session is no credential of this kind.
    if (request.headers.authorization !== undefined)
      challenge(challengeOf(schemeOf(request), 'insufficient_scope', scope), 'forbidden');
    throw new Problem('forbidden', `This needs the scope ${scope}, which this credential does not have.`);
  };
  const failed = (error: unknown): never => {
    if (!(error instanceof ProofRefused)) throw error;
    return refuse(error.message, schemeOf(request) === 'dpop' ? 'invalid_dpop_proof' : 'invalid_token');
  };
  let found: Principal | null | Promise<Principal | null>;
  try {
    found = principalBehind(request, credentials);
  } catch (error) {
    return failed(error);
  }
  return found instanceof Promise ? found.then(admit, failed) : admit(found);
}

/** Why nobody is known by the request, and the code of the challenge where a token was sent. */
function whatIsMissing({ headers }: FastifyRequest): [detail: string, error?: string] {
  const { authorization, 'florin-account': account } = headers;
  if (authorization === undefined)
    return account === undefined
      ? ['There is no Authorization header.']
      : ['You are not signed in, or your session has ended.'];
  return CREDENTIALS.test(authorization)
    ? ['No such key or token, or it has expired or been revoked.', 'invalid_token']
    : ['The Authorization header is not `Bearer` and a key or token.'];
}

/** What a refused request is told to send (RFC 6750 section 3, RFC 9449 section 7.1). */
function challengeOf(scheme: Presented['scheme'], error: string | undefined, scope?: Scope): string {
  const parts = [
    'realm="florin"',
    ...(scheme === 'dpop' ? ['algs="ES256 EdDSA PS256 RS256"'] : []),
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ];
  return `${scheme === 'dpop' ? 'DPoP' : 'Bearer'} ${parts.join(', ')}`;
}

/** The principal of a request on a route that needs a scope. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route needs no scope');
  return request.principal;
}
