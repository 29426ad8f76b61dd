// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;

/** {@code amount} is what arrives by {@code bank_receive}, or goes back by {@code bank_recall}. */
public final class SimulatedAction extends FlorinObject {
    /** Reads what the API has sent. */
    public SimulatedAction(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("SimulatedAction", List.of("action"), List.of());
        }

        public Builder action(SandboxAction action) {
            set("action", action);
            return this;
        }

        /** In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD. */
        public Builder amount(long amount) {
            set("amount", amount);
            return this;
        }

        /** In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD. */
        public Builder amount(BigInteger amount) {
            set("amount", amount);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public SimulatedAction build() {
            return new SimulatedAction(made());
        }
    }
}
