import { base64url, utf8 } from '../base64.ts';
import { InputError, OAuthError, VerificationError } from '../errors.ts';
import type { TokenSource } from '../wire.ts';
import { Endpoint, type OAuthOptions, type TokenAnswer } from './endpoint.ts';
import { tokenSource } from './tokens.ts';

export { ConnectionError, FlorinError, InputError, OAuthError, VerificationError } from '../errors.ts';
export type { TokenSource } from '../wire.ts';
export type { OAuthOptions } from './endpoint.ts';
export { DpopKey } from './proofs.ts';

/** What you keep, and hand in again after a restart. Whoever has it can act for the person: store it as you store secrets. */
export interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly refresh_token: string | null;
  /** RFC 3339, by this machine’s clock. */
  readonly expires_at: string | null;
  readonly scope: string | null;
  readonly id_token: string | null;
}

export interface AuthorizationRequest {
  /** Character by character one of the app’s. */
  readonly redirectUri: string;
  /** With spaces between them. */
  readonly scope: string;
  /** One payment that is asked for, in place of scopes of the API (RFC 9396). */
  readonly authorizationDetails?: readonly object[];
}

/** Where to send the person, and what to keep in their session until they come back. */
export interface PendingAuthorization {
  readonly url: string;
  readonly pending: { readonly state: string; readonly code_verifier: string; readonly redirect_uri: string };
}

/** An app of Florin (docs/oauth.md). What it makes is handed to a client as `accessToken`. */
export class OAuthApp {
  readonly #endpoint: Endpoint;

  constructor(options: OAuthOptions) {
    this.#endpoint = new Endpoint(options);
  }

  /** Tokens for the app’s own account. They are fetched when needed, kept while they last, and fetched anew when refused. */
  clientCredentials({ scope }: { readonly scope: string }): TokenSource {
    return tokenSource(this.#endpoint, () =>
      this.#endpoint.token({ grant_type: 'client_credentials', scope }),
    );
  }

  /** Begins to act for a person: pushes the request (RFC 9126), with PKCE. */
  async beginAuthorization({
    redirectUri,
    scope,
    authorizationDetails,
  }: AuthorizationRequest): Promise<PendingAuthorization> {
    const [state, verifier] = [random(), random()];
    const { baseUrl, clientId } = this.#endpoint;
    const challenge = base64url(await crypto.subtle.digest('SHA-256', utf8(verifier)));
    const pushed = await this.#endpoint.post('/oauth/par', {
      ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, state },
      ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      ...(authorizationDetails === undefined
        ? {}
        : { authorization_details: JSON.stringify(authorizationDetails) }),
    });
    const { request_uri } = pushed as { request_uri: string };
    const query = new URLSearchParams({ client_id: clientId, request_uri });
    return {
      url: `${baseUrl}/oauth/authorize?${query}`,
      pending: { state, code_verifier: verifier, redirect_uri: redirectUri },
    };
  }

  /**
   * The person has come back to `callbackUrl`. Throws `VerificationError` where they come from somewhere else, and `OAuthError` where
   * they have refused.
   */
  async finishAuthorization(callbackUrl: string, pending: PendingAuthorization['pending']): Promise<Tokens> {
    const { searchParams: given } = new URL(callbackUrl, pending.redirect_uri);
    if (given.get('state') !== pending.state)
      throw new VerificationError(
        'The state is not the one that this person was sent away with: begin anew.',
      );
    if (given.get('iss') !== this.#endpoint.baseUrl)
      throw new VerificationError('The answer comes from another authorization server: begin anew.');
    const error = given.get('error');
    if (error !== null)
      throw new OAuthError(error, given.get('error_description') ?? 'The person did not agree', 302);
    const code = given.get('code');
    if (code === null) throw new VerificationError('The answer has no code: begin anew.');
    const { code_verifier, redirect_uri } = pending;
    return tokensOf(
      await this.#endpoint.token({ grant_type: 'authorization_code', code, code_verifier, redirect_uri }),
    );
  }

  /**
   * Goes on with tokens that were kept. Each refresh token works once, so `onTokens` has to store the new ones before it returns;
   * only then are they used.
   */
  continue(
    tokens: Tokens,
    { onTokens }: { readonly onTokens: (tokens: Tokens) => void | Promise<void> },
  ): TokenSource {
    if (typeof tokens?.access_token !== 'string')
      throw new InputError('tokens must be what finishAuthorization gave.');
    let refreshToken = tokens.refresh_token;
    const left = tokens.expires_at === null ? undefined : (Date.parse(tokens.expires_at) - Date.now()) / 1000;
    const { access_token, token_type } = tokens;
    const first = {
      access_token,
      token_type,
      ...(left === undefined ? {} : { expires_in: Math.max(0, left) }),
    };
    const refresh = async (): Promise<TokenAnswer> => {
      if (refreshToken === null)
        throw new OAuthError(
          'invalid_grant',
          'The access token has ended, and there is no refresh token: ask the person again',
          400,
        );
      const answer = await this.#endpoint.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
      const next = tokensOf(answer, refreshToken);
      refreshToken = next.refresh_token;
      await onTokens(next);
      return answer;
    };
    return tokenSource(this.#endpoint, refresh, first);
  }
}

function tokensOf(answer: TokenAnswer, refreshToken: string | null = null): Tokens {
  const { access_token, token_type, refresh_token, expires_in, scope, id_token } = answer;
  return {
    ...{ access_token, token_type, refresh_token: refresh_token ?? refreshToken },
    expires_at: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000).toISOString(),
    ...{ scope: scope ?? null, id_token: id_token ?? null },
  };
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}
