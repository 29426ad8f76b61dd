// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;

/** An object of the API. */
public final class SandboxClock extends FlorinObject {
    /** Reads what the API has sent. */
    public SandboxClock(JsonNode json) {
        super(json);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public Instant now() {
        return needed("now", Read::time);
    }
}
