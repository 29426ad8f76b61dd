package io.florin.oauth;

import java.time.Instant;

/**
 * What you keep, and hand in again after a restart. Whoever has it can act for the person: store it as you store secrets.
 *
 * @param refreshToken null where there is none
 * @param expiresAt by this machine's clock; null where nobody has told
 * @param scope null where nobody has told
 * @param idToken null where there is none
 */
public record Tokens(
        String accessToken, String tokenType, String refreshToken, Instant expiresAt, String scope, String idToken) {
    /** A record would show the tokens. */
    @Override
    public String toString() {
        return "Tokens[tokenType=" + tokenType + ", expiresAt=" + expiresAt + ", scope=" + scope + "]";
    }
}
