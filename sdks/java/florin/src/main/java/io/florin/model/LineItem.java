// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import io.florin.internal.Read;
import java.math.BigInteger;
import java.util.List;

/** An object of the API. */
public final class LineItem extends FlorinObject {
    /** Reads what the API has sent. */
    public LineItem(JsonNode json) {
        super(json);
    }

    public String name() {
        return needed("name", Read::text);
    }

    public long quantity() {
        return needed("quantity", Read::integer);
    }

    /**
     * The amount of the whole line, in minor units. It is negative for a discount. The lines must add up to {@code
     * amount}.
     */
    public long amount() {
        return needed("amount", Read::integer);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("LineItem", List.of("name", "quantity", "amount"), List.of());
        }

        public Builder name(String name) {
            set("name", name);
            return this;
        }

        public Builder quantity(long quantity) {
            set("quantity", quantity);
            return this;
        }

        public Builder quantity(BigInteger quantity) {
            set("quantity", quantity);
            return this;
        }

        /**
         * The amount of the whole line, in minor units. It is negative for a discount. The lines must add up to
         * {@code amount}.
         */
        public Builder amount(long amount) {
            set("amount", amount);
            return this;
        }

        /**
         * The amount of the whole line, in minor units. It is negative for a discount. The lines must add up to
         * {@code amount}.
         */
        public Builder amount(BigInteger amount) {
            set("amount", amount);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public LineItem build() {
            return new LineItem(made());
        }
    }
}
