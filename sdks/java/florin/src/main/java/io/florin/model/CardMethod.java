// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class CardMethod extends FlorinObject implements PaymentMethodObject {
    /** Reads what the API has sent. */
    public CardMethod(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("CardMethod", List.of(), List.of());
            set("type", "card");
        }

        public Builder token(String token) {
            set("token", token);
            return this;
        }

        public Builder card(Card card) {
            set("card", card);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public CardMethod build() {
            return new CardMethod(made());
        }
    }
}
