import { errors, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type pg from 'pg';
import type { Logger } from 'pino';
import { type AppInstallation, appScopes, cookieName, type Sessions } from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { parseId } from '../kernel/ids.ts';
import type { KeyRing } from '../vault/index.ts';
import { StateAdapter } from './adapter.ts';
import { aliasesOf, mutualTls } from './certificates.ts';
import { claimsOf } from './claims.ts';
import type { Clients } from './clients.ts';
import { checkAssertion, checkRequestObject } from './fapi.ts';
import { paymentRequests } from './granted-payment.ts';
import { pages } from './pages/provider-pages.ts';
import { hasUsableKey, PROOF_KEYS } from './proof-key.ts';
import { namesOfResource, resourceOf } from './resource.ts';
import { type SigningKey, signingAlgorithms } from './signing-keys.ts';
import type { StateStore } from './state.ts';

/** Where everything is. Nobody who follows discovery needs to know. */
const routes = {
  authorization: '/oauth/authorize',
  pushed_authorization_request: '/oauth/par',
  token: '/oauth/token',
  introspection: '/oauth/introspect',
  revocation: '/oauth/revoke',
  userinfo: '/oauth/userinfo',
  code_verification: '/oauth/device',
  device_authorization: '/oauth/device_authorization',
  end_session: '/oauth/logout',
  jwks: '/.well-known/jwks.json',
} as const;

/** How clients and signers may sign. There is no `none` and no HMAC. */
const ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'RS256'] as const;

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
/** How long what a person granted holds without being used again. */
const GRANT_S = 90 * DAY_S;

export interface ProviderOptions {
  readonly home: pg.Pool;
  readonly store: StateStore;
  readonly clients: Clients;
  readonly sessions: Sessions;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly settings: AppInstallation;
  readonly fetch: typeof fetch;
}

/** The protocol. It signs with the first key of each kind, and keeps all that it knows in the store. */
export function buildProvider(options: ProviderOptions, signingKeys: readonly SigningKey[]): Provider {
  const { home, store, clients, sessions, keys, clock, log, publicUrl } = options;
  const resource = resourceOf(publicUrl);
  const certificates = mutualTls(clock, options.settings);
  const apiScopes: readonly string[] = appScopes;
  const asksForApi = (ctx: KoaContextWithOIDC): boolean =>
    scopesOf(ctx).some((scope) => apiScopes.includes(scope));
  const adapterOptions = {
    ...{ store, clock },
    findClient: (id: string) => clients.find(id),
    provesItself: (id: string) => clients.provesItself(id),
  };
  const provider = new Provider(publicUrl, {
    adapter: (model: string) => new StateAdapter(model, adapterOptions),
    jwks: {
      keys: signingKeys.map(({ kid, privateJwk }) => ({ ...privateJwk, kid, use: 'sig' })) as never,
    },
    routes,
    cookies: {
      keys: [keys.derive('oauth-cookies').export().toString('base64url')],
      names: {
        session: 'florin-oauth',
        interaction: 'florin-oauth-interaction',
        resume: 'florin-oauth-resume',
      },
    },
    // Those of the API belong to its resource, and are consented to there.
    scopes: ['openid', 'email', 'offline_access'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: [
      ...(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const),
      ...certificates.methods,
    ],
    discovery: {
      ...aliasesOf(publicUrl, options.settings),
      ...(options.settings.appRegistration ? { registration_endpoint: `${publicUrl}/oauth/register` } : {}),
    },
    extraClientMetadata: { properties: ['fapi', 'require_pkce', 'api_scopes'] },
    enabledJWA: {
      clientAuthSigningAlgValues: [...ALGORITHMS],
      idTokenSigningAlgValues: [...signingAlgorithms],
      requestObjectSigningAlgValues: [...ALGORITHMS],
      authorizationSigningAlgValues: [...signingAlgorithms],
      dPoPSigningAlgValues: ['ES256', 'EdDSA', 'PS256', 'RS256'],
    },
    // RFC 9700 section 2.1.1: also of apps that prove who they are, unless they say that they do without. S256 is the only method
    // that the library has.
    pkce: { required: (_ctx, client) => client.require_pkce !== false },
    ttl: {
      AccessToken: HOUR_S,
      AuthorizationCode: MINUTE_S,
      ClientCredentials: HOUR_S,
      DeviceCode: 10 * MINUTE_S,
      Grant: GRANT_S,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      RefreshToken: 30 * DAY_S,
      Session: 14 * DAY_S,
    },
    features: {
      ...certificates.features,
      ...paymentRequests(asksForApi),
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, mask: '****-****', ...pages.device },
      dPoP: { enabled: true, nonceSecret: keys.derive('oauth-dpop-nonces').export() },
      fapi: { enabled: true, profile: (_ctx, client) => (client?.fapi === true ? '2.0' : undefined) },
      introspection: {
        enabled: true,
        // An app learns of its own tokens alone.
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      jwtResponseModes: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true, assertJwtClaimsAndHeader: checkRequestObject },
      // An app revokes its own tokens alone.
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: true, ...pages.logout },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) =>
          oneOf !== undefined
            ? (oneOf[0] as string)
            : isForItself(ctx) || asksForApi(ctx) || ctx.oidc.params?.authorization_details !== undefined
              ? resource
              : ([] as string[]),
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, asked, client) => {
          if (!namesOfResource(publicUrl).includes(asked)) throw new errors.InvalidTarget();
          const held = client.api_scopes as string[];
          // A program that acts for itself gets no token that can do nothing.
          if (isForItself(ctx) && !scopesOf(ctx).some((scope) => held.includes(scope)))
            throw new errors.InvalidScope(
              'ask in `scope` for a scope that the app has',
              scopesOf(ctx).join(' '),
            );
          return {
            // What the app may not have is left out of what it asks for.
            scope: held.join(' '),
            audience: resource,
            accessTokenFormat: 'opaque',
            accessTokenTTL: HOUR_S,
          };
        },
      },
    },
    interactions: {
      policy: policyOf(sessions, publicUrl),
      url: (_ctx, interaction) => `/oauth/interaction/${interaction.uid}`,
    },
    findAccount: async (_ctx, sub) => {
      const person = parseId('per', sub);
      const claims = person === null ? null : await claimsOf(home, person);
      return claims === null ? undefined : { accountId: sub, claims: async () => ({ sub, ...claims }) };
    },
    clientBasedCORS: () => false,
    // Whoever has a grant may go on without the person: that is what they agreed to.
    expiresWithSession: () => false,
    // One payment needs no second token.
    issueRefreshToken: (_ctx, client, { rar }) =>
      client.grantTypeAllowed('refresh_token') && rar === undefined,
    assertJwtClientAuthClaimsAndHeader: checkAssertion,
    // FAPI 2.0 section 5.3.2.1: what is bound to a key needs no rotation, and a lost answer then ends nothing.
    rotateRefreshToken: ({ oidc }) => oidc.client?.fapi !== true,
    fetch: options.fetch,
    renderError: pages.renderError,
  });
  // The scheme and the host are those that `handle` has written.
  provider.proxy = true;
  // Secrets are kept as HMACs.
  provider.Client.prototype.compareClientSecret = function (this: { clientId: string }, secret: string) {
    return clients.isSecret(this.clientId, secret);
  } as never;
  // Proofs that come with requests for tokens are verified by the library, whatever their keys cost.
  provider.use(async (ctx, next) => {
    if (hasUsableKey(ctx.get('DPoP'))) return next();
    ctx.status = 400;
    ctx.body = {
      error: 'invalid_dpop_proof',
      error_description: `send a proof that is signed ${PROOF_KEYS}`,
    };
  });
  provider.use(async (ctx, next) => {
    await next();
    const { oidc, cookies } = ctx as KoaContextWithOIDC;
    if (oidc?.route !== 'end_session_confirm' || ctx.status !== 303 || oidc.params?.logout === undefined)
      return;
    // Only whoever was asked: another site can send a browser here that no app has signed in with.
    const person = oidc.session?.accountId;
    const secret = cookies.get(cookieName('session', publicUrl), { signed: false });
    if (person === undefined || secret === undefined) return;
    if ((await sessions.find(secret))?.person.id === person) await sessions.endOf(secret);
  });
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'the OAuth provider failed'));
  return provider;
}

/** The scopes that are asked for. */
function scopesOf(ctx: KoaContextWithOIDC): string[] {
  return String(ctx.oidc.params?.scope ?? '')
    .split(' ')
    .filter((scope) => scope !== '');
}

function isForItself(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.params?.grant_type === 'client_credentials';
}

/** Whoever signs out of Florin, or in as somebody else, has to sign in before an app gets anything more. */
function policyOf(sessions: Sessions, publicUrl: string) {
  const { base, Check } = interactionPolicy;
  const policy = base();
  policy.get('login')?.checks.add(
    new Check('florin_session', 'the person is not signed in', async ({ cookies, oidc }) => {
      if (oidc.session?.accountId === undefined) return Check.NO_NEED_TO_PROMPT;
      const secret = cookies.get(cookieName('session', publicUrl), { signed: false });
      const signedIn = secret === undefined ? null : await sessions.find(secret);
      return signedIn?.person.id === oidc.session.accountId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}
