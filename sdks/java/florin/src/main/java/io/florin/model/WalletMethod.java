// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class WalletMethod extends FlorinObject implements PaymentMethodObject {
    /** Reads what the API has sent. */
    public WalletMethod(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("WalletMethod", List.of(), List.of());
            set("type", "wallet");
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public WalletMethod build() {
            return new WalletMethod(made());
        }
    }
}
