// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Optional;

/** An object of the API. */
public final class Sandbox extends FlorinObject {
    /** Reads what the API has sent. */
    public Sandbox(JsonNode json) {
        super(json);
    }

    /** The id of its account. */
    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String name() {
        return needed("name", Read::text);
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }

    /** Shown only in the answer that creates it. */
    public Optional<String> secretKey() {
        return optional("secret_key", Read::text);
    }

    /** Shown only in the answer that creates it. */
    public Optional<String> publishableKey() {
        return optional("publishable_key", Read::text);
    }

    /** True in the answer to a repeated request, which does not show the keys again. */
    public Optional<Boolean> secretAlreadyShown() {
        return optional("secret_already_shown", Read::bool);
    }
}
