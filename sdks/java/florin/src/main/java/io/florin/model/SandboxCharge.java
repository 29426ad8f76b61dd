// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.List;

/** An object of the API. */
public final class SandboxCharge extends FlorinObject {
    /** Reads what the API has sent. */
    public SandboxCharge(JsonNode json) {
        super(json);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String payment() {
        return needed("payment", Read::text);
    }

    public String state() {
        return needed("state", Read::text);
    }

    /** The page on which a payer does by hand what can be simulated. */
    public String url() {
        return needed("url", Read::text);
    }

    public List<SandboxAction> actions() {
        return needed("actions", Read.listOf(Read.text(SandboxAction::of)));
    }
}
