package io.florin.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.ConnectionException;
import io.florin.InputException;
import io.florin.OAuthException;
import io.florin.TokenSource;
import io.florin.VerificationException;
import io.florin.internal.Bytes;
import io.florin.internal.Http;
import io.florin.internal.Json;
import io.florin.internal.Surroundings;
import io.florin.internal.Write;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An app of Florin (docs/oauth.md). What it makes is handed to a client as {@code accessToken}. */
public final class OAuthApp {
    /** A refresh token whose answer was lost is taken once more, but not sooner. */
    private static final Duration TAKEN_AGAIN = Duration.ofMillis(2500);

    private final Endpoint endpoint;
    private final Surroundings around;

    private OAuthApp(Builder from) {
        HttpClient http = from.httpClient == null ? Http.ownClient() : from.httpClient;
        this.endpoint = new Endpoint(from.baseUrl, from.clientId, from.clientSecret, from.dpop, http);
        this.around = from.around;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What an app is made from. */
    public static final class Builder {
        private String baseUrl;
        private String clientId;
        private String clientSecret;
        private DpopKey dpop;
        private HttpClient httpClient;
        private Surroundings around = Surroundings.SYSTEM;

        private Builder() {}

        /** Where Florin is, which is also the issuer. */
        public Builder baseUrl(String baseUrl) {
            this.baseUrl = baseUrl;
            return this;
        }

        /** {@code app_…} */
        public Builder clientId(String clientId) {
            this.clientId = clientId;
            return this;
        }

        /** Left out where the program cannot keep one. */
        public Builder clientSecret(String clientSecret) {
            this.clientSecret = clientSecret;
            return this;
        }

        /** Binds all tokens to this key. */
        public Builder dpop(DpopKey dpop) {
            this.dpop = dpop;
            return this;
        }

        /** A client of your own. It must not follow redirects. */
        public Builder httpClient(HttpClient httpClient) {
            this.httpClient = httpClient;
            return this;
        }

        Builder around(Surroundings around) {
            this.around = around;
            return this;
        }

        /** Throws {@code InputException} where this cannot be right. */
        public OAuthApp build() {
            return new OAuthApp(this);
        }
    }

    /** Tokens for the app's own account. They are fetched when needed, kept while they last, and fetched anew when refused. */
    public TokenSource clientCredentials(String scope) {
        Map<String, String> fields = Map.of("grant_type", "client_credentials", "scope", scope);
        return new CachedTokens(endpoint, () -> endpoint.token(fields), null, around);
    }

    /** Begins to act for a person: pushes the request (RFC 9126), with PKCE. {@code redirectUri} is, character by character, one of the app's. */
    public PendingAuthorization beginAuthorization(String redirectUri, String scope) {
        return beginAuthorization(redirectUri, scope, null);
    }

    /** The same for one payment that is asked for, in place of scopes of the API (RFC 9396). */
    public PendingAuthorization beginAuthorization(
            String redirectUri, String scope, List<Map<String, Object>> authorizationDetails) {
        String state = Bytes.base64url(Bytes.random(32));
        String verifier = Bytes.base64url(Bytes.random(32));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("response_type", "code");
        fields.put("client_id", endpoint.clientId);
        fields.put("redirect_uri", redirectUri);
        fields.put("scope", scope);
        fields.put("state", state);
        fields.put("code_challenge", Bytes.base64url(Bytes.sha256(Bytes.utf8(verifier))));
        fields.put("code_challenge_method", "S256");
        if (authorizationDetails != null)
            fields.put("authorization_details", Json.text(Write.json(authorizationDetails, "authorizationDetails")));
        String pushed = endpoint.post("/oauth/par", fields).path("request_uri").asText();
        String query =
                Write.form("client_id") + "=" + Write.form(endpoint.clientId) + "&request_uri=" + Write.form(pushed);
        return new PendingAuthorization(endpoint.baseUrl + "/oauth/authorize?" + query, state, verifier, redirectUri);
    }

    /**
     * The person has come back to {@code callbackUrl}. Throws {@code VerificationException} where they come from somewhere else, and
     * {@code OAuthException} where they have refused.
     */
    public Tokens finishAuthorization(String callbackUrl, PendingAuthorization pending) {
        Map<String, String> given = queryOf(callbackUrl, pending.redirectUri());
        byte[] state = Bytes.utf8(given.getOrDefault("state", ""));
        if (!MessageDigest.isEqual(state, Bytes.utf8(pending.state())))
            throw new VerificationException("The state is not the one of this person: begin anew.", "state");
        if (!endpoint.baseUrl.equals(given.get("iss")))
            throw new VerificationException("The answer comes from another authorization server: begin anew.", "iss");
        if (given.containsKey("error"))
            throw new OAuthException(
                    given.getOrDefault("error_description", "The person did not agree"), given.get("error"), 302);
        if (!given.containsKey("code")) throw new VerificationException("The answer has no code: begin anew.", "code");
        return tokensOf(
                endpoint.token(Map.of(
                        "grant_type", "authorization_code",
                        "code", given.get("code"),
                        "code_verifier", pending.codeVerifier(),
                        "redirect_uri", pending.redirectUri())),
                null);
    }

    /**
     * Goes on with tokens that were kept. Each refresh token works once, so {@code onTokens} has to store the new ones before it returns;
     * only then are they used.
     */
    public TokenSource resume(Tokens tokens, Consumer<Tokens> onTokens) {
        if (tokens == null || tokens.accessToken() == null)
            throw new InputException("tokens must be what finishAuthorization gave.");
        ObjectNode first =
                Json.object().put("access_token", tokens.accessToken()).put("token_type", tokens.tokenType());
        if (tokens.expiresAt() != null)
            first.put("expires_in", Math.max(0, (tokens.expiresAt().toEpochMilli() - around.nowMillis()) / 1000.0));
        return new CachedTokens(endpoint, new Refreshing(tokens.refreshToken(), onTokens)::next, first, around);
    }

    /** The chain of refresh tokens. The cache asks one at a time. */
    private final class Refreshing {
        private final Consumer<Tokens> onTokens;
        private String refreshToken;

        Refreshing(String refreshToken, Consumer<Tokens> onTokens) {
            this.refreshToken = refreshToken;
            this.onTokens = onTokens;
        }

        JsonNode next() {
            if (refreshToken == null)
                throw new OAuthException(
                        "The access token has ended, and there is no refresh token: ask the person again",
                        "invalid_grant",
                        400);
            JsonNode answer = asked(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
            Tokens next = tokensOf(answer, refreshToken);
            refreshToken = next.refreshToken();
            onTokens.accept(next);
            return answer;
        }

        private JsonNode asked(Map<String, String> fields) {
            try {
                return endpoint.token(fields);
            } catch (ConnectionException lost) {
                try {
                    around.sleep(TAKEN_AGAIN);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw lost;
                }
                return endpoint.token(fields);
            }
        }
    }

    private Tokens tokensOf(JsonNode answer, String refreshToken) {
        String next = Json.textOf(answer, "refresh_token");
        Instant ends = answer.path("expires_in").isNumber()
                ? Instant.ofEpochMilli(around.nowMillis())
                        .plusMillis(Math.round(answer.path("expires_in").asDouble() * 1000))
                : null;
        return new Tokens(
                Json.textOf(answer, "access_token"),
                answer.path("token_type").asText("Bearer"),
                next == null ? refreshToken : next,
                ends,
                Json.textOf(answer, "scope"),
                Json.textOf(answer, "id_token"));
    }

    /** The parameters that are there once. Throws {@code VerificationException} where it is no address. */
    private static Map<String, String> queryOf(String callbackUrl, String redirectUri) {
        String query;
        try {
            query = URI.create(redirectUri).resolve(callbackUrl).getRawQuery();
        } catch (IllegalArgumentException error) {
            throw new VerificationException("The callback is no URL: begin anew.", "url");
        }
        Map<String, String> found = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (found.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1])) != null)
                twice.add(decoded(parts[0]));
        }
        found.keySet().removeAll(twice);
        return Collections.unmodifiableMap(found);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
