import { X509Certificate } from 'node:crypto';
import { isLoopback } from '../../kernel/address.ts';
import { Problem } from '../../kernel/problem.ts';
import { KeyFault, readPublicKey } from '../../kernel/public-key.ts';
import type { Settings } from '../../kernel/setting.ts';
import { parseWebAddress } from '../../kernel/web-address.ts';
import { appScopes } from '../roles.ts';
import { type AppSettings, memberOf, provesItselfByKey } from './app.ts';
import { faultOf } from './certificate-subject.ts';

/** What of client certificates this installation has: a port that asks for them, and authorities whose certificates it trusts. */
export type CertificateSettings = Pick<Settings, 'clientCertificatePort' | 'clientAuthorities'>;

/** What an installation lets apps be, and how it lets them be made. */
export type AppInstallation = CertificateSettings & Pick<Settings, 'appRegistration'>;

/** Throws `invalid_request` with the first of the settings that cannot be, or that another of them does not allow. */
export function checkApp(app: AppSettings, installation: CertificateSettings): AppSettings {
  const refuse: Refuse = (field, detail) => {
    throw new Problem('invalid_request', detail, { field });
  };
  const addresses: readonly (readonly [string, readonly string[]])[] = [
    ['redirect_uris', app.redirectUris],
    ['post_logout_redirect_uris', app.postLogoutRedirectUris],
    ['backchannel_logout_uri', app.backchannelLogoutUri === null ? [] : [app.backchannelLogoutUri]],
    ['jwks_uri', app.jwksUri === null ? [] : [app.jwksUri]],
  ];
  for (const [field, uris] of addresses)
    for (const uri of uris)
      if (!isSafeAddress(uri))
        refuse(
          field,
          `${field} must begin with https://, or with http:// and the address of this machine, and have no #.`,
        );
  const unknown = app.scopes.find((scope) => !(appScopes as readonly string[]).includes(scope));
  if (unknown !== undefined) refuse('scopes', `${unknown} is no scope that an app may have.`);
  if (app.grantTypes.includes('authorization_code') && app.redirectUris.length === 0)
    refuse('redirect_uris', 'The grant type authorization_code needs at least one redirect_uri.');
  if (app.authMethod === 'none' && app.grantTypes.includes('client_credentials'))
    refuse('grant_types', 'An app that cannot prove who it is has no credentials of its own.');
  if (app.jwks !== null && app.jwksUri !== null) refuse('jwks_uri', 'Send jwks or jwks_uri, not both.');
  const byKeys = app.authMethod === 'private_key_jwt' || app.authMethod === 'self_signed_tls_client_auth';
  if (byKeys && app.jwks === null && app.jwksUri === null)
    refuse('jwks', `${app.authMethod} needs your public keys: send jwks or jwks_uri.`);
  if (app.requireSignedRequestObject && app.jwks === null && app.jwksUri === null)
    refuse(
      'require_signed_request_object',
      'Signed requests are verified with your public keys: send jwks or jwks_uri.',
    );
  if (app.jwks?.keys.every(isPublicKey) === false)
    refuse('jwks', 'jwks must have public keys only: RSA of 2048 to 8192 bits, P-256, or Ed25519.');
  checkCertificates(app, installation, refuse);
  if (app.fapi && !(provesItselfByKey(app.authMethod) && (app.dpopBound || app.certificateBound)))
    refuse(
      'fapi',
      'The FAPI 2.0 Security Profile needs private_key_jwt or a client certificate, and tokens that are bound: dpop_bound or tls_client_certificate_bound_access_tokens.',
    );
  if (!app.requirePkce && (app.authMethod === 'none' || app.fapi))
    refuse(
      'require_pkce',
      'Only an app that proves itself, and is not held to FAPI 2.0, may go without PKCE.',
    );
  return app;
}

type Refuse = (field: string, detail: string) => never;

/** What an app says of client certificates (RFC 8705). */
function checkCertificates(
  { authMethod, certificateSubject, certificateBound, dpopBound, jwks }: AppSettings,
  { clientCertificatePort, clientAuthorities }: CertificateSettings,
  refuse: Refuse,
): void {
  const byCertificate = authMethod === 'tls_client_auth' || authMethod === 'self_signed_tls_client_auth';
  if (clientCertificatePort === undefined && (byCertificate || certificateBound))
    refuse(
      byCertificate ? 'token_endpoint_auth_method' : 'tls_client_certificate_bound_access_tokens',
      'This Florin asks no client for a certificate: its operator has to set FLORIN_MTLS_PORT.',
    );
  if (authMethod === 'tls_client_auth' && clientAuthorities === undefined)
    refuse(
      'token_endpoint_auth_method',
      'This Florin trusts no authority: its operator has to set FLORIN_MTLS_CA. Certificates of your own need self_signed_tls_client_auth.',
    );
  if (authMethod === 'tls_client_auth' && certificateSubject === null)
    refuse(memberOf('subject_dn'), 'tls_client_auth needs one of the tls_client_auth_ fields.');
  if (certificateSubject !== null) {
    const member = memberOf(certificateSubject.kind);
    if (authMethod !== 'tls_client_auth') refuse(member, `${member} is for tls_client_auth only.`);
    const fault = faultOf(certificateSubject);
    if (fault !== null) refuse(member, `${member} ${fault}`);
  }
  if (authMethod === 'self_signed_tls_client_auth' && jwks?.keys.every(hasCertificate) === false)
    refuse(
      'jwks',
      'Each key must have its certificate, as the first of x5c, in base64 (RFC 7517 section 4.7).',
    );
  if (certificateBound && dpopBound)
    refuse('dpop_bound', 'Tokens are bound to a certificate or to a key, not to both.');
}

/** Whether the first certificate of the key is one, and of this key. */
function hasCertificate(jwk: object): boolean {
  const { x5c } = jwk as { x5c?: unknown };
  if (!Array.isArray(x5c) || typeof x5c[0] !== 'string') return false;
  try {
    const { publicKey } = new X509Certificate(Buffer.from(x5c[0], 'base64'));
    return publicKey.equals(readPublicKey(jwk as Record<string, unknown>));
  } catch {
    return false;
  }
}

function isSafeAddress(uri: string): boolean {
  const address = parseWebAddress(uri);
  if (address === null || uri.includes('#')) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || isLoopback(hostname);
}

function isPublicKey(jwk: object): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = readPublicKey(jwk as Record<string, unknown>);
    return (
      asymmetricKeyType === 'rsa' ||
      asymmetricKeyType === 'ed25519' ||
      asymmetricKeyDetails?.namedCurve === 'prime256v1'
    );
  } catch (error) {
    if (error instanceof KeyFault) return false;
    throw error;
  }
}
