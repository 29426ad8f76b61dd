// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;
import java.util.Map;

/** An object of the API. */
public final class WebhookEndpointChange extends FlorinObject {
    /** Reads what the API has sent. */
    public WebhookEndpointChange(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out, or sent as {@code null} where the API takes that. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("WebhookEndpointChange", List.of(), List.of("description", "encryption_key"));
        }

        /** https. Redirects are not followed. */
        public Builder url(String url) {
            set("url", url);
            return this;
        }

        /** Event types, or ["*"] for all. */
        public Builder events(List<String> events) {
            set("events", events);
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

        /** Whether Florin’s own key signs deliveries too, by RFC 9421. */
        public Builder httpSignatures(Boolean httpSignatures) {
            set("http_signatures", httpSignatures);
            return this;
        }

        /** A public key as a JWK (RFC 7517), RSA or EC on P-256: deliveries are encrypted to it. */
        public Builder encryptionKey(Map<String, Object> encryptionKey) {
            set("encryption_key", encryptionKey);
            return this;
        }

        public Builder status(WebhookEndpointStatus status) {
            set("status", status);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public WebhookEndpointChange build() {
            return new WebhookEndpointChange(made());
        }
    }
}
