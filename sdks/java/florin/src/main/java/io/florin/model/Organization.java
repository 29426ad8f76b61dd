// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;

/** An object of the API. */
public final class Organization extends FlorinObject {
    /** Reads what the API has sent. */
    public Organization(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public OrganizationKind kind() {
        return needed("kind", Read.text(OrganizationKind::of));
    }

    public String name() {
        return needed("name", Read::text);
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }
}
