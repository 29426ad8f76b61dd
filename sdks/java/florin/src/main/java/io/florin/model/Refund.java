// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An object of the API. */
public final class Refund extends FlorinObject {
    /** Reads what the API has sent. */
    public Refund(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String payment() {
        return needed("payment", Read::text);
    }

    public RefundStatus status() {
        return needed("status", Read.text(RefundStatus::of));
    }

    public long amount() {
        return needed("amount", Read::integer);
    }

    public String currency() {
        return needed("currency", Read::text);
    }

    public Optional<String> failureCode() {
        return optional("failure_code", Read::text);
    }

    public Optional<String> reason() {
        return optional("reason", Read::text);
    }

    public Map<String, String> metadata() {
        return needed("metadata", Read.mapOf(Read::text));
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }
}
