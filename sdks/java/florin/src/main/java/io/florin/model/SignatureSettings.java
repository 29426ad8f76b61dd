// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.Optional;

/** An object of the API. */
public final class SignatureSettings extends FlorinObject {
    /** Reads what the API has sent. */
    public SignatureSettings(JsonNode json) {
        super(json);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public Optional<String> app() {
        return optional("app", Read::text);
    }

    public SignatureMode mode() {
        return needed("mode", Read.text(SignatureMode::of));
    }
}
