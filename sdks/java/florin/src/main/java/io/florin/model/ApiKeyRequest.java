// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.time.Instant;
import java.util.List;

/** An object of the API. */
public final class ApiKeyRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public ApiKeyRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("ApiKeyRequest", List.of("name", "kind"), List.of());
        }

        /** For yourself, as “Web shop”. */
        public Builder name(String name) {
            set("name", name);
            return this;
        }

        public Builder kind(ApiKeyKind kind) {
            set("kind", kind);
            return this;
        }

        /** What a secret key may do. Left out, it may do all that you may. */
        public Builder scopes(List<Scope> scopes) {
            set("scopes", scopes);
            return this;
        }

        public Builder expiresAt(Instant expiresAt) {
            set("expires_at", expiresAt);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public ApiKeyRequest build() {
            return new ApiKeyRequest(made());
        }
    }
}
