import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { isLoopback } from '../../kernel/address.ts';
import { Problem } from '../../kernel/problem.ts';
import { parseWebAddress } from '../../kernel/web-address.ts';
import { appScopes } from '../roles.ts';
import type { AppSettings } from './app.ts';

/** Throws `invalid_request` with the first of the settings that cannot be, or that another of them does not allow. */
export function checkApp(app: AppSettings): AppSettings {
  const refuse = (field: string, detail: string): never => {
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
  if (app.authMethod === 'private_key_jwt' && app.jwks === null && app.jwksUri === null)
    refuse('jwks', 'private_key_jwt needs your public keys: send jwks or jwks_uri.');
  if (app.requireSignedRequestObject && app.jwks === null && app.jwksUri === null)
    refuse(
      'require_signed_request_object',
      'Signed requests are verified with your public keys: send jwks or jwks_uri.',
    );
  if (app.jwks?.keys.every(isPublicKey) === false)
    refuse('jwks', 'jwks must have public keys only: RSA of 2048 bits or more, P-256, or Ed25519.');
  if (app.fapi && (app.authMethod !== 'private_key_jwt' || !app.dpopBound))
    refuse('fapi', 'The FAPI 2.0 Security Profile needs private_key_jwt and dpop_bound.');
  if (!app.requirePkce && (app.authMethod === 'none' || app.fapi))
    refuse(
      'require_pkce',
      'Only an app that proves itself, and is not held to FAPI 2.0, may go without PKCE.',
    );
  return app;
}

function isSafeAddress(uri: string): boolean {
  const address = parseWebAddress(uri);
  if (address === null || uri.includes('#')) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || isLoopback(hostname);
}

function isPublicKey(jwk: object): boolean {
  if ('d' in jwk || 'k' in jwk) return false;
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({
      key: jwk as JsonWebKey,
      format: 'jwk',
    });
    return asymmetricKeyType === 'rsa'
      ? (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
      : asymmetricKeyType === 'ed25519' || asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
