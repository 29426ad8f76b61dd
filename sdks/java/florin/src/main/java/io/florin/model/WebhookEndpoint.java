// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object of the API. */
public final class WebhookEndpoint extends FlorinObject {
    /** Reads what the API has sent. */
    public WebhookEndpoint(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String url() {
        return needed("url", Read::text);
    }

    public List<String> events() {
        return needed("events", Read.listOf(Read::text));
    }

    public WebhookEndpointStatus status() {
        return needed("status", Read.text(WebhookEndpointStatus::of));
    }

    public Optional<String> description() {
        return optional("description", Read::text);
    }

    public Map<String, String> metadata() {
        return needed("metadata", Read.mapOf(Read::text));
    }

    public boolean httpSignatures() {
        return needed("http_signatures", Read::bool);
    }

    public Optional<WebhookEncryptionKey> encryptionKey() {
        return optional("encryption_key", WebhookEncryptionKey::new);
    }

    public Optional<Instant> failingSince() {
        return optional("failing_since", Read::time);
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }

    /** Shown only in the answer that creates or rotates it. */
    public Optional<String> secret() {
        return optional("secret", Read::text);
    }

    /** True in the answer to a repeated request, which does not show the secret again. */
    public Optional<Boolean> secretAlreadyShown() {
        return optional("secret_already_shown", Read::bool);
    }
}
