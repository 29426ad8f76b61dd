// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class SandboxRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public SandboxRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("SandboxRequest", List.of("name"), List.of());
        }

        public Builder name(String name) {
            set("name", name);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public SandboxRequest build() {
            return new SandboxRequest(made());
        }
    }
}
