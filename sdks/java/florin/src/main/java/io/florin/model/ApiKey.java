// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An object of the API. */
public final class ApiKey extends FlorinObject {
    /** Reads what the API has sent. */
    public ApiKey(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String name() {
        return needed("name", Read::text);
    }

    public ApiKeyKind kind() {
        return needed("kind", Read.text(ApiKeyKind::of));
    }

    public ApiKeyStatus status() {
        return needed("status", Read.text(ApiKeyStatus::of));
    }

    /** Its last four characters. */
    public String hint() {
        return needed("hint", Read::text);
    }

    /** What the key may do, or null for everything. */
    public Optional<List<String>> scopes() {
        return optional("scopes", Read.listOf(Read::text));
    }

    /** The key that it was rolled from. */
    public Optional<String> replaces() {
        return optional("replaces", Read::text);
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }

    public Optional<Instant> expiresAt() {
        return optional("expires_at", Read::time);
    }

    public Optional<Instant> revokedAt() {
        return optional("revoked_at", Read::time);
    }

    public Optional<Instant> lastUsedAt() {
        return optional("last_used_at", Read::time);
    }

    /** The key itself. Shown only in the answer that creates or rolls it. */
    public Optional<String> secret() {
        return optional("secret", Read::text);
    }

    /** True in the answer to a repeated request, which does not show the secret again. */
    public Optional<Boolean> secretAlreadyShown() {
        return optional("secret_already_shown", Read::bool);
    }
}
