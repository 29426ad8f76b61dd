// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import io.florin.internal.Read;
import java.util.List;
import java.util.Map;

/** An object of the API. */
public final class AppJwks extends FlorinObject {
    /** Reads what the API has sent. */
    public AppJwks(JsonNode json) {
        super(json);
    }

    public List<Map<String, Object>> keys() {
        return needed("keys", Read.listOf(Read::map));
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("AppJwks", List.of("keys"), List.of());
        }

        public Builder keys(List<Map<String, Object>> keys) {
            set("keys", keys);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public AppJwks build() {
            return new AppJwks(made());
        }
    }
}
