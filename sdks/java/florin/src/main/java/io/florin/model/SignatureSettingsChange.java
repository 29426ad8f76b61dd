// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class SignatureSettingsChange extends FlorinObject {
    /** Reads what the API has sent. */
    public SignatureSettingsChange(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("SignatureSettingsChange", List.of("mode"), List.of());
        }

        public Builder mode(SignatureMode mode) {
            set("mode", mode);
            return this;
        }

        /**
         * An app of yours, whose key or setting it is: what it asks for by an access token is signed by its own keys.
         */
        public Builder app(String app) {
            set("app", app);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public SignatureSettingsChange build() {
            return new SignatureSettingsChange(made());
        }
    }
}
