package io.florin.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.internal.Http;
import io.florin.internal.Json;
import io.florin.internal.Keys;
import io.florin.internal.PublishedKeys;
import io.florin.internal.Request;
import io.florin.internal.Surroundings;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Florin's public keys, with which it signs answers and webhooks. Share one among clients of one Florin. */
public final class FlorinKeys {
    private static final Duration KEPT = Duration.ofHours(1);
    /** A key that is not in the list may be newer than the list. */
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(1);

    private static final String WEBHOOK_TAG = ";tag=\"florin-webhook\"";
    private static final List<String> WEBHOOK =
            List.of("@method", "@target-uri", "content-type", "webhook-id", "webhook-timestamp", "content-digest");
    static final double TOLERANCE = 300;

    private final PublishedKeys list;
    private final Surroundings around;

    public FlorinKeys(String baseUrl) {
        this(baseUrl, Http.ownClient());
    }

    /** With a client of your own. */
    public FlorinKeys(String baseUrl, HttpClient httpClient) {
        this(baseUrl, httpClient, Surroundings.SYSTEM);
    }

    FlorinKeys(String baseUrl, HttpClient httpClient, Surroundings around) {
        this.list = new PublishedKeys(baseUrl, "/.well-known/florin-signatures.json", KEPT, httpClient, around);
        this.around = around;
    }

    /** The key with this id, or nothing if Florin has none. */
    Optional<Signed.PublicKey> find(String id) {
        return withId(list.keys(), id).or(() -> withId(list.keys(RENEWED_AFTER), id));
    }

    static Optional<Signed.PublicKey> withId(List<JsonNode> jwks, String id) {
        for (JsonNode jwk : jwks) {
            if (!id.equals(Json.textOf(jwk, "kid"))) continue;
            try {
                var key = Keys.publicJwk(jwk);
                return Optional.of(new Signed.PublicKey(key, Algorithm.usual(key)));
            } catch (GeneralSecurityException error) {
                // Of a kind that this version does not know.
            }
        }
        return Optional.empty();
    }

    /**
     * Throws {@code VerificationException} where a delivery of an endpoint with {@code http_signatures} is not signed by Florin. {@code
     * url} is the whole address that the endpoint was created with.
     */
    public void verifyWebhook(String url, Map<String, String> headers, byte[] body) {
        verifyWebhook(url, headers, body, this::find, around.nowMillis() / 1000.0);
    }

    static void verifyWebhook(
            String url,
            Map<String, String> headers,
            byte[] body,
            Function<String, Optional<Signed.PublicKey>> find,
            double now) {
        Map<String, String> named = new HashMap<>();
        headers.forEach((name, value) -> named.put(name.toLowerCase(Locale.ROOT), value));
        String label = Message.members(named.getOrDefault("signature-input", "")).entrySet().stream()
                .filter(each -> each.getValue().contains(WEBHOOK_TAG))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("florin");
        Message message = new Message(new Request("POST", url, named, body), null);
        Signed.read(named, label).check(message, WEBHOOK, find, now, TOLERANCE);
    }
}
