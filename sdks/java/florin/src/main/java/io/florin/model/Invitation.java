// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Optional;

/** An object of the API. */
public final class Invitation extends FlorinObject {
    /** Reads what the API has sent. */
    public Invitation(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public String email() {
        return needed("email", Read::text);
    }

    public Role role() {
        return needed("role", Read.text(Role::of));
    }

    public InvitationStatus status() {
        return needed("status", Read.text(InvitationStatus::of));
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }

    public Instant expiresAt() {
        return needed("expires_at", Read::time);
    }

    public Optional<Instant> acceptedAt() {
        return optional("accepted_at", Read::time);
    }

    /** Where the invitation is accepted. Shown only in the first answer: whoever has it and the address may join. */
    public Optional<String> acceptUrl() {
        return optional("accept_url", Read::text);
    }

    /** True in the answer to a repeated request, which does not show {@code accept_url} again. */
    public Optional<Boolean> secretAlreadyShown() {
        return optional("secret_already_shown", Read::bool);
    }
}
