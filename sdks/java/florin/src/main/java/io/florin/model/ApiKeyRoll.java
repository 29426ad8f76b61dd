// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;

/** An object of the API. */
public final class ApiKeyRoll extends FlorinObject {
    /** Reads what the API has sent. */
    public ApiKeyRoll(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("ApiKeyRoll", List.of(), List.of());
        }

        /** For how long the old key works on: from 0, which is the default, to seven days. */
        public Builder overlapSeconds(long overlapSeconds) {
            set("overlap_seconds", overlapSeconds);
            return this;
        }

        /** For how long the old key works on: from 0, which is the default, to seven days. */
        public Builder overlapSeconds(BigInteger overlapSeconds) {
            set("overlap_seconds", overlapSeconds);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public ApiKeyRoll build() {
            return new ApiKeyRoll(made());
        }
    }
}
