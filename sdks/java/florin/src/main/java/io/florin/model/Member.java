// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;

/** An object of the API. */
public final class Member extends FlorinObject {
    /** Reads what the API has sent. */
    public Member(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String person() {
        return needed("person", Read::text);
    }

    public String email() {
        return needed("email", Read::text);
    }

    public Role role() {
        return needed("role", Read.text(Role::of));
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }
}
