import { errors, type KoaContextWithOIDC } from 'oidc-provider';

/** The signatures of the FAPI 2.0 Security Profile (section 5.4.1). */
const ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];
/** For how long a signed request may be valid (FAPI 2.0 Message Signing, section 5.3.1). */
const REQUEST_S_MAX = 3600;

type Claims = Readonly<Record<string, unknown>>;
interface Header {
  readonly alg?: unknown;
}

const isAllowed = ({ alg }: Header): boolean => ALGORITHMS.includes(String(alg));

/** Checks what an app of FAPI proves itself with: for us alone, and signed as the profile says. Throws `invalid_client`. */
export async function checkAssertion(ctx: KoaContextWithOIDC, claims: Claims, header: Header): Promise<void> {
  if (!ctx.oidc.isFapi('2.0')) return;
  if (claims.aud !== ctx.oidc.issuer) throw new errors.InvalidClientAuth('aud must be the issuer');
  if (!isAllowed(header)) throw new errors.InvalidClientAuth('alg must be one of the FAPI 2.0 profile');
}

/** Checks the signed request of an app of FAPI. Throws `invalid_request_object`. */
export async function checkRequestObject(
  ctx: KoaContextWithOIDC,
  claims: Claims,
  header: Header,
): Promise<void> {
  // What was pushed has been checked then; one that was not signed is kept as if it were, by `none`.
  if (!ctx.oidc.isFapi('2.0') || ctx.oidc.entities.PushedAuthorizationRequest !== undefined) return;
  const { exp, nbf, aud } = claims;
  if (typeof exp !== 'number' || typeof nbf !== 'number' || aud === undefined)
    throw new errors.InvalidRequestObject('exp, nbf and aud must be there');
  if (exp <= nbf || exp - nbf > REQUEST_S_MAX)
    throw new errors.InvalidRequestObject('exp must come after nbf, by an hour at most');
  if (!isAllowed(header)) throw new errors.InvalidRequestObject('alg must be one of the FAPI 2.0 profile');
}
