import type { Row } from '../../database/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { type AccountId, type Id, idFromUuid, type OrganizationId } from '../../kernel/ids.ts';
import { type CertificateSubject, type SubjectKind, subjectKinds } from './certificate-subject.ts';

export type AppId = Id<'app'>;

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const;
export type GrantType = (typeof grantTypes)[number];

/** How an app proves to the token endpoint who it is. */
export const authMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
] as const;
export type AuthMethod = (typeof authMethods)[number];

/** A set of public keys (RFC 7517). */
export interface Jwks {
  readonly keys: readonly object[];
}

/** What whoever makes an app says of it. */
export interface AppSettings {
  readonly name: string;
  /** Compared character by character. */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
  /** What it may ask for at most, by its own credentials and of people. */
  readonly scopes: readonly string[];
  readonly grantTypes: readonly GrantType[];
  readonly authMethod: AuthMethod;
  readonly jwks: Jwks | null;
  readonly jwksUri: string | null;
  /** Whether it keeps to the FAPI 2.0 Security Profile. */
  readonly fapi: boolean;
  /** By what its certificate is known, where it proves itself by one that an authority has issued (RFC 8705). */
  readonly certificateSubject: CertificateSubject | null;
  /** Whether all its tokens are bound to its certificate (RFC 8705 section 3). */
  readonly certificateBound: boolean;
  /** Whether all its tokens are bound to a key of its own (RFC 9449). */
  readonly dpopBound: boolean;
  /** Whether its authorization requests must have PKCE (RFC 7636). */
  readonly requirePkce: boolean;
  /** Whether its authorization requests must be signed by its keys (RFC 9101). */
  readonly requireSignedRequestObject: boolean;
}

/** An integration: an OAuth client. */
export interface RegisteredApp extends AppSettings {
  /** Also its `client_id`. */
  readonly id: AppId;
  readonly organization: OrganizationId;
  /** The account on which it acts by its own credentials, in whose environment it is. */
  readonly account: AccountId;
  readonly createdAt: number;
}

export function appOf(row: Row): RegisteredApp {
  return {
    id: idFromUuid('app', row.app_id),
    organization: idFromUuid('org', row.organization_id),
    account: idFromUuid('acct', row.account_id),
    name: row.name,
    redirectUris: row.redirect_uris,
    postLogoutRedirectUris: row.post_logout_redirect_uris,
    backchannelLogoutUri: row.backchannel_logout_uri,
    scopes: row.scopes,
    grantTypes: row.grant_types,
    authMethod: row.token_endpoint_auth_method,
    jwks: row.jwks,
    jwksUri: row.jwks_uri,
    fapi: row.fapi,
    certificateSubject:
      row.tls_client_auth_kind === null
        ? null
        : { kind: row.tls_client_auth_kind, value: row.tls_client_auth_value },
    certificateBound: row.tls_client_certificate_bound_access_tokens,
    dpopBound: row.dpop_bound,
    requirePkce: row.require_pkce,
    requireSignedRequestObject: row.require_signed_request_object,
    createdAt: row.created_at,
  };
}

/** Whether apps that prove themselves in this way have a secret. */
export function hasSecret(method: AuthMethod): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post';
}

/** Whether apps prove themselves in this way by a key that only they have: no secret is known to both sides. */
export function provesItselfByKey(method: AuthMethod): boolean {
  return method !== 'none' && !hasSecret(method);
}

/** By what an app's certificate is known, under the names of RFC 8705: one of them has a value at most. */
export function subjectView(subject: CertificateSubject | null): Record<SubjectMember, string | null> {
  return Object.fromEntries(
    subjectKinds.map((kind) => [memberOf(kind), subject?.kind === kind ? subject.value : null]),
  ) as Record<SubjectMember, string | null>;
}

export type SubjectMember = `tls_client_auth_${SubjectKind}`;

export function memberOf(kind: SubjectKind): SubjectMember {
  return `tls_client_auth_${kind}`;
}

/** The app as the API shows it. */
export function appView(app: RegisteredApp) {
  return {
    id: app.id,
    object: 'app' as const,
    client_id: app.id,
    account: app.account,
    name: app.name,
    redirect_uris: app.redirectUris,
    post_logout_redirect_uris: app.postLogoutRedirectUris,
    backchannel_logout_uri: app.backchannelLogoutUri,
    scopes: app.scopes,
    grant_types: app.grantTypes,
    token_endpoint_auth_method: app.authMethod,
    jwks: app.jwks,
    jwks_uri: app.jwksUri,
    fapi: app.fapi,
    ...subjectView(app.certificateSubject),
    tls_client_certificate_bound_access_tokens: app.certificateBound,
    dpop_bound: app.dpopBound,
    require_pkce: app.requirePkce,
    require_signed_request_object: app.requireSignedRequestObject,
    created_at: rfc3339(app.createdAt),
  };
}
