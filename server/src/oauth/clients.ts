import type pg from 'pg';
import {
  type AppId,
  type CertificateSettings,
  findClient,
  isSecretOf,
  type RegisteredApp,
  subjectView,
} from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { parseId } from '../kernel/ids.ts';
import type { KeyRing } from '../vault/index.ts';
import { isServed } from './certificates.ts';
import { PAYMENT_SCOPE } from './granted-payment.ts';

/** In place of a secret, which is stored nowhere. Nothing is compared with it or signed with it. */
const NOT_A_SECRET = 'kept as an HMAC';

/** The apps, as the provider knows clients. */
export class Clients {
  readonly #home: pg.Pool;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #settings: CertificateSettings;

  constructor(home: pg.Pool, keys: KeyRing, clock: Clock, settings: CertificateSettings) {
    this.#home = home;
    this.#keys = keys;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** The app's metadata (RFC 7591, section 2); undefined where there is no such app, or it needs what this Florin does not have. */
  async find(clientId: string): Promise<object | undefined> {
    const id = parseId('app', clientId);
    const app = id === null ? null : await findClient(this.#home, id);
    return app === null || !isServed(app, this.#settings) ? undefined : metadataOf(app);
  }

  /** Whether the app proves who it is before it gets a token. */
  async provesItself(clientId: string): Promise<boolean> {
    const id = parseId('app', clientId);
    const app = id === null ? null : await findClient(this.#home, id);
    return app !== null && app.authMethod !== 'none';
  }

  isSecret(clientId: string, secret: string): Promise<boolean> {
    return isSecretOf(this.#home, this.#keys, clientId as AppId, secret, this.#clock.now());
  }
}

function metadataOf(app: RegisteredApp): object {
  const secret = app.authMethod.startsWith('client_secret_');
  const interactive = app.grantTypes.includes('authorization_code');
  return {
    client_id: app.id,
    client_name: app.name,
    ...(secret ? { client_secret: NOT_A_SECRET } : {}),
    redirect_uris: interactive ? app.redirectUris : [],
    response_types: interactive ? ['code'] : [],
    grant_types: app.grantTypes,
    api_scopes: app.scopes,
    token_endpoint_auth_method: app.authMethod,
    post_logout_redirect_uris: app.postLogoutRedirectUris,
    ...(app.backchannelLogoutUri === null ? {} : { backchannel_logout_uri: app.backchannelLogoutUri }),
    ...(app.jwks === null ? {} : { jwks: app.jwks }),
    ...(app.jwksUri === null ? {} : { jwks_uri: app.jwksUri }),
    ...said(subjectView(app.certificateSubject)),
    tls_client_certificate_bound_access_tokens: app.certificateBound,
    dpop_bound_access_tokens: app.dpopBound,
    require_pushed_authorization_requests: app.fapi,
    id_token_signed_response_alg: app.fapi ? 'PS256' : 'RS256',
    authorization_signed_response_alg: app.fapi ? 'PS256' : 'RS256',
    require_signed_request_object: app.requireSignedRequestObject,
    fapi: app.fapi,
    require_pkce: app.requirePkce,
    authorization_details_types: app.scopes.includes(PAYMENT_SCOPE) ? ['payment'] : [],
  };
}

/** What is not null. */
function said(members: Readonly<Record<string, string | null>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
