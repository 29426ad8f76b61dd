// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;

/** An object of the API. */
public final class ClockAdvance extends FlorinObject {
    /** Reads what the API has sent. */
    public ClockAdvance(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("ClockAdvance", List.of("advance_seconds"), List.of());
        }

        /** At most a year at once, and ten years ahead of real time in all; never back. */
        public Builder advanceSeconds(long advanceSeconds) {
            set("advance_seconds", advanceSeconds);
            return this;
        }

        /** At most a year at once, and ten years ahead of real time in all; never back. */
        public Builder advanceSeconds(BigInteger advanceSeconds) {
            set("advance_seconds", advanceSeconds);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public ClockAdvance build() {
            return new ClockAdvance(made());
        }
    }
}
