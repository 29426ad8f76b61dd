// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Optional;

/** An object of the API. */
public final class SignatureKey extends FlorinObject {
    /** Reads what the API has sent. */
    public SignatureKey(JsonNode json) {
        super(json);
    }

    /** The {@code keyid} of your signatures. */
    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    /** The app whose key it is, or null: the account’s own. */
    public Optional<String> app() {
        return optional("app", Read::text);
    }

    public String name() {
        return needed("name", Read::text);
    }

    public SignatureAlgorithm algorithm() {
        return needed("algorithm", Read.text(SignatureAlgorithm::of));
    }

    public SignatureKeyStatus status() {
        return needed("status", Read.text(SignatureKeyStatus::of));
    }

    /** The public key in PEM. */
    public String publicKey() {
        return needed("public_key", Read::text);
    }

    /** SHA-256 of the public key in DER (SubjectPublicKeyInfo), in hex. */
    public String fingerprint() {
        return needed("fingerprint", Read::text);
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
}
