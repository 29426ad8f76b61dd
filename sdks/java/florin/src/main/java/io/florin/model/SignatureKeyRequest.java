// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An object of the API. */
public final class SignatureKeyRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public SignatureKeyRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("SignatureKeyRequest", List.of("name"), List.of());
        }

        /** For yourself, as “Web shop”. */
        public Builder name(String name) {
            set("name", name);
            return this;
        }

        /** The public key in PEM. Send either this or {@code jwk}. */
        public Builder pem(String pem) {
            set("pem", pem);
            return this;
        }

        /** The public key as a JWK (RFC 7517). */
        public Builder jwk(Map<String, Object> jwk) {
            set("jwk", jwk);
            return this;
        }

        public Builder algorithm(SignatureAlgorithm algorithm) {
            set("algorithm", algorithm);
            return this;
        }

        /**
         * An app of yours, whose key or setting it is: what it asks for by an access token is signed by its own keys.
         */
        public Builder app(String app) {
            set("app", app);
            return this;
        }

        public Builder expiresAt(Instant expiresAt) {
            set("expires_at", expiresAt);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public SignatureKeyRequest build() {
            return new SignatureKeyRequest(made());
        }
    }
}
