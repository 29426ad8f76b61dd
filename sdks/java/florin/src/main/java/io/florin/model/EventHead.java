// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.Optional;

/** An object of the API. */
public final class EventHead extends FlorinObject {
    /** Reads what the API has sent. */
    public EventHead(JsonNode json) {
        super(json);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String account() {
        return needed("account", Read::text);
    }

    /** The number of the last event, or 0 if there is none. */
    public long seq() {
        return needed("seq", Read::integer);
    }

    /** The id of the last event, or null if there is none. */
    public Optional<String> event() {
        return optional("event", Read::text);
    }

    public String hash() {
        return needed("hash", Read::text);
    }

    /** Account, {@code seq} and {@code hash} as one text, for {@code florin verify --since}. */
    public String head() {
        return needed("head", Read::text);
    }
}
