// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Optional;

/** An object of the API. */
public final class WebhookReplay extends FlorinObject {
    /** Reads what the API has sent. */
    public WebhookReplay(JsonNode json) {
        super(json);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String endpoint() {
        return needed("endpoint", Read::text);
    }

    public Optional<String> firstEvent() {
        return optional("first_event", Read::text);
    }

    public Instant requestedAt() {
        return needed("requested_at", Read::time);
    }
}
