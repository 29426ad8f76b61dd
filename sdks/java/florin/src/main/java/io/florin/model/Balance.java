// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;

/** An object of the API. */
public final class Balance extends FlorinObject {
    /** Reads what the API has sent. */
    public Balance(JsonNode json) {
        super(json);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String currency() {
        return needed("currency", Read::text);
    }

    /** In minor units. A string, because the value may be larger than a JSON number can hold. */
    public String pendingBalance() {
        return needed("pending_balance", Read::text);
    }

    /** In minor units. A string, because the value may be larger than a JSON number can hold. */
    public String availableBalance() {
        return needed("available_balance", Read::text);
    }
}
