// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** An object of the API. */
public final class PaymentRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public PaymentRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("PaymentRequest", List.of("order_id", "amount", "currency"), List.of());
        }

        /**
         * Your own number for the order. While one payment of the order is active or has succeeded, a second one is
         * refused.
         */
        public Builder orderId(String orderId) {
            set("order_id", orderId);
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

        /** ISO 4217, upper case. */
        public Builder currency(String currency) {
            set("currency", currency);
            return this;
        }

        public Builder paymentMethod(String paymentMethod) {
            set("payment_method", paymentMethod);
            return this;
        }

        public Builder paymentMethod(PaymentMethodObject paymentMethod) {
            set("payment_method", paymentMethod);
            return this;
        }

        /** Confirm the payment at once with {@code payment_method}. */
        public Builder confirm(Boolean confirm) {
            set("confirm", confirm);
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

        public Builder captureMethod(CaptureMethod captureMethod) {
            set("capture_method", captureMethod);
            return this;
        }

        public Builder description(String description) {
            set("description", description);
            return this;
        }

        public Builder metadata(Map<String, String> metadata) {
            set("metadata", metadata);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public PaymentRequest build() {
            return new PaymentRequest(made());
        }
    }
}
