import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { cameIn, certificateBehind, certificateUrlOf, isIssuedByTrusted } from '../http/index.ts';
import {
  type CertificateSettings,
  isOf,
  memberOf,
  type RegisteredApp,
  subjectKinds,
} from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';

/** Where programs ask, which may have a certificate, by the names that discovery has for it (RFC 8705 section 5). */
const ENDPOINTS = {
  token_endpoint: '/oauth/token',
  pushed_authorization_request_endpoint: '/oauth/par',
  introspection_endpoint: '/oauth/introspect',
  revocation_endpoint: '/oauth/revoke',
  userinfo_endpoint: '/oauth/userinfo',
  device_authorization_endpoint: '/oauth/device_authorization',
} as const;

/** What discovery says of the port that asks for certificates; nothing where there is none. */
export function aliasesOf(
  publicUrl: string,
  { clientCertificatePort }: CertificateSettings,
): Record<string, unknown> {
  const url = certificateUrlOf(publicUrl, clientCertificatePort);
  if (url === null) return {};
  const aliases = Object.entries(ENDPOINTS).map(([name, path]) => [name, `${url}${path}`]);
  return { mtls_endpoint_aliases: Object.fromEntries(aliases) };
}

/**
 * The address at which a request has come in: what an app signs names it. A device’s code is typed by people, whom the other port
 * would ask for a certificate, so what is said there of addresses is said of the usual one.
 */
export function baseOf({ url = '', socket }: IncomingMessage, publicUrl: string, port: number | undefined) {
  const path = url.split('?')[0] as string;
  const asksAnew = path !== ENDPOINTS.device_authorization_endpoint;
  const aliased = asksAnew && (Object.values(ENDPOINTS) as string[]).includes(path);
  return aliased && cameIn(socket, port) ? (certificateUrlOf(publicUrl, port) as string) : publicUrl;
}

/** Whether what the app has chosen can be had here. Where it cannot, the app can do nothing, so that none of its tokens is loose. */
export function isServed(
  { authMethod, certificateBound }: RegisteredApp,
  { clientCertificatePort, clientAuthorities }: CertificateSettings,
): boolean {
  if (authMethod === 'tls_client_auth' && clientAuthorities === undefined) return false;
  const needsPort =
    certificateBound || authMethod === 'tls_client_auth' || authMethod === 'self_signed_tls_client_auth';
  return !needsPort || clientCertificatePort !== undefined;
}

/** How the provider knows certificates: from the connection. */
export function mutualTls(clock: Clock, { clientCertificatePort, clientAuthorities }: CertificateSettings) {
  const certificateOf = ({ req }: KoaContextWithOIDC) => certificateBehind(req.socket, clock.now());
  const enabled = clientCertificatePort !== undefined;
  const trusts = clientAuthorities !== undefined;
  return {
    features: {
      mTLS: {
        enabled,
        certificateBoundAccessTokens: enabled,
        selfSignedTlsClientAuth: enabled,
        tlsClientAuth: enabled && trusts,
        getCertificate: (ctx: KoaContextWithOIDC) => certificateOf(ctx) ?? undefined,
        certificateAuthorized: ({ req }: KoaContextWithOIDC) => trusts && isIssuedByTrusted(req.socket),
        certificateSubjectMatches: (ctx: KoaContextWithOIDC, member: string, value: string) => {
          const kind = subjectKinds.find((each) => memberOf(each) === member);
          const shown = certificateOf(ctx);
          return kind !== undefined && shown !== null && isOf(shown, { kind, value });
        },
      },
    },
    methods: [
      ...(enabled ? (['self_signed_tls_client_auth'] as const) : []),
      ...(enabled && trusts ? (['tls_client_auth'] as const) : []),
    ],
  };
}
