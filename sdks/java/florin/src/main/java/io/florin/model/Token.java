// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;

/** An object of the API. */
public final class Token extends FlorinObject {
    /** Reads what the API has sent. */
    public Token(JsonNode json) {
        super(json);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String token() {
        return needed("token", Read::text);
    }

    public String brand() {
        return needed("brand", Read::text);
    }

    public String last4() {
        return needed("last4", Read::text);
    }
}
