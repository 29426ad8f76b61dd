// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Optional;

/** An object of the API. */
public final class WebhookDelivery extends FlorinObject {
    /** Reads what the API has sent. */
    public WebhookDelivery(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String endpoint() {
        return needed("endpoint", Read::text);
    }

    public String event() {
        return needed("event", Read::text);
    }

    public String type() {
        return needed("type", Read::text);
    }

    public WebhookDeliveryStatus status() {
        return needed("status", Read.text(WebhookDeliveryStatus::of));
    }

    public long attempt() {
        return needed("attempt", Read::integer);
    }

    public Optional<Long> httpStatus() {
        return optional("http_status", Read::integer);
    }

    public Optional<String> error() {
        return optional("error", Read::text);
    }

    /** The first 4 KiB of your server’s answer. */
    public Optional<String> answer() {
        return optional("answer", Read::text);
    }

    public long durationMs() {
        return needed("duration_ms", Read::integer);
    }

    public Instant attemptedAt() {
        return needed("attempted_at", Read::time);
    }

    public Optional<Instant> nextAttemptAt() {
        return optional("next_attempt_at", Read::time);
    }
}
