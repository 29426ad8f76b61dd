// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** What {@code retrieveSignatureSettings} is asked for. */
public final class RetrieveSignatureSettingsQuery extends FlorinObject {
    /** Reads what the API has sent. */
    public RetrieveSignatureSettingsQuery(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("RetrieveSignatureSettingsQuery", List.of(), List.of());
        }

        /**
         * An app of yours, whose key or setting it is: what it asks for by an access token is signed by its own keys.
         */
        public Builder app(String app) {
            set("app", app);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public RetrieveSignatureSettingsQuery build() {
            return new RetrieveSignatureSettingsQuery(made());
        }
    }
}
