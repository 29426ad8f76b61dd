// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class Confirmation extends FlorinObject {
    /** Reads what the API has sent. */
    public Confirmation(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("Confirmation", List.of("payment_method"), List.of());
        }

        public Builder paymentMethod(String paymentMethod) {
            set("payment_method", paymentMethod);
            return this;
        }

        public Builder paymentMethod(PaymentMethodObject paymentMethod) {
            set("payment_method", paymentMethod);
            return this;
        }

        /**
         * Where the payer goes after doing what {@code next_action} asks. A payer who arrives there has not
         * necessarily paid.
         */
        public Builder returnUrl(String returnUrl) {
            set("return_url", returnUrl);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public Confirmation build() {
            return new Confirmation(made());
        }
    }
}
