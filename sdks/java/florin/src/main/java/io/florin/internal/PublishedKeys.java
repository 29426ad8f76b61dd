package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.AnswerException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A list of public keys that Florin publishes (RFC 7517), kept for a while. Many calls at once ask once. */
public final class PublishedKeys {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String url;
    private final Duration kept;
    private final HttpClient http;
    private final Surroundings around;
    private List<JsonNode> keys = List.of();
    private Long readAt;

    public PublishedKeys(String baseUrl, String path, Duration kept, HttpClient http, Surroundings around) {
        this.url = BaseUrl.checked(baseUrl) + path;
        this.kept = kept;
        this.http = Http.checked(http);
        this.around = around;
    }

    public List<JsonNode> keys() {
        return keys(kept);
    }

    /** The same, from a list that is at most so old. */
    public synchronized List<JsonNode> keys(Duration maxAge) {
        long now = around.nanoTime();
        if (readAt == null || now - readAt >= maxAge.toNanos()) {
            keys = read();
            readAt = now;
        }
        return keys;
    }

    private List<JsonNode> read() {
        Request request = new Request("GET", url, Map.of("accept", "application/json"), null);
        Answer answer = Http.ask(http, request, TIMEOUT, "The list of Florin's public keys");
        JsonNode list = answer.status() == 200 ? Json.parse(answer.body()) : null;
        if (list == null || !list.path("keys").isArray())
            throw new AnswerException(
                    url + " has no list of keys: is baseUrl Florin's own address?",
                    new AnswerException.Details(answer.status(), null, null, null, null, answer.status() >= 500));
        List<JsonNode> found = new ArrayList<>();
        list.path("keys").forEach(found::add);
        return List.copyOf(found);
    }
}
