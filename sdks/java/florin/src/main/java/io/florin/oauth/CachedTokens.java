package io.florin.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.TokenSource;
import io.florin.internal.Json;
import io.florin.internal.Surroundings;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Keeps a token as long as it lasts. Many calls at once ask for one new token together. */
final class CachedTokens implements TokenSource {
    /** A token is not used in the last seconds of its life, which a request might outlast; nor in the last tenth of a short one. */
    private static final double MARGIN = 60;
    /** Of a token whose life nobody has told: seconds. */
    private static final double LIFE = 3600;

    /** {@code until} is nanoseconds, by a clock that only measures. */
    private record Kept(String token, String type, long until) {}

    private final Endpoint endpoint;
    private final Supplier<JsonNode> ask;
    private final Surroundings around;
    private Kept kept;

    /** @param first a token that is there already, or null */
    CachedTokens(Endpoint endpoint, Supplier<JsonNode> ask, JsonNode first, Surroundings around) {
        this.endpoint = endpoint;
        this.ask = ask;
        this.around = around;
        this.kept = first == null ? null : keptOf(first);
    }

    @Override
    public Map<String, String> authorize(String method, String url) {
        Kept valid = valid();
        if (endpoint.dpop == null || !valid.type().equals("dpop"))
            return Map.of("authorization", "Bearer " + valid.token());
        return Map.of(
                "authorization", "DPoP " + valid.token(), "dpop", endpoint.dpop.prove(method, url, valid.token()));
    }

    private synchronized Kept valid() {
        if (kept == null || around.nanoTime() - kept.until() >= 0) kept = keptOf(ask.get());
        return kept;
    }

    /** Another call may have a new token already. */
    @Override
    public synchronized void refused(Map<String, String> requestHeaders, Map<String, String> answerHeaders) {
        if (endpoint.dpop != null) endpoint.dpop.learn(answerHeaders);
        String sent = requestHeaders.getOrDefault("authorization", "");
        if (kept != null && sent.endsWith(" " + kept.token())) kept = null;
    }

    private Kept keptOf(JsonNode answer) {
        double life = answer.path("expires_in").asDouble(LIFE);
        double used = life - Math.min(MARGIN, life / 10);
        String type = answer.path("token_type").asText("Bearer").toLowerCase(Locale.ROOT);
        return new Kept(Json.textOf(answer, "access_token"), type, around.nanoTime() + Math.round(used * 1e9));
    }

    @Override
    public String toString() {
        return "TokenSource[]";
    }
}
