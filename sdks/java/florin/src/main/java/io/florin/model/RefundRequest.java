// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Without an amount, all that is left. */
public final class RefundRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public RefundRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("RefundRequest", List.of("payment"), List.of());
        }

        /** The id of the payment. */
        public Builder payment(String payment) {
            set("payment", payment);
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

        public Builder reason(String reason) {
            set("reason", reason);
            return this;
        }

        public Builder metadata(Map<String, String> metadata) {
            set("metadata", metadata);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public RefundRequest build() {
            return new RefundRequest(made());
        }
    }
}
