// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class TokenRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public TokenRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("TokenRequest", List.of(), List.of());
        }

        public Builder card(Card card) {
            set("card", card);
            return this;
        }

        /**
         * In place of {@code card}: the card as a compact JWE, encrypted to a key of
         * /.well-known/florin-encryption.json.
         */
        public Builder cardJwe(String cardJwe) {
            set("card_jwe", cardJwe);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public TokenRequest build() {
            return new TokenRequest(made());
        }
    }
}
