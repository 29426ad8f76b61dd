// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;

/** An object of the API. */
public final class Card extends FlorinObject {
    /** Reads what the API has sent. */
    public Card(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("Card", List.of("number", "exp_month", "exp_year"), List.of());
        }

        /** In the sandbox, a published test number. Other numbers are refused there. */
        public Builder number(String number) {
            set("number", number);
            return this;
        }

        /** The card is valid through the last day of this month. */
        public Builder expMonth(long expMonth) {
            set("exp_month", expMonth);
            return this;
        }

        /** The card is valid through the last day of this month. */
        public Builder expMonth(BigInteger expMonth) {
            set("exp_month", expMonth);
            return this;
        }

        public Builder expYear(long expYear) {
            set("exp_year", expYear);
            return this;
        }

        public Builder expYear(BigInteger expYear) {
            set("exp_year", expYear);
            return this;
        }

        public Builder cvc(String cvc) {
            set("cvc", cvc);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public Card build() {
            return new Card(made());
        }
    }
}
