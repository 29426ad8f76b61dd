// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;

/** An object of the API. */
public final class RedirectAction extends FlorinObject implements NextAction {
    /** Reads what the API has sent. */
    public RedirectAction(JsonNode json) {
        super(json);
    }

    public String type() {
        return needed("type", Read::text);
    }

    /** Send the payer’s browser here. */
    public String url() {
        return needed("url", Read::text);
    }
}
