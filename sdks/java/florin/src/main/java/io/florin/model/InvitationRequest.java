// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class InvitationRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public InvitationRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("InvitationRequest", List.of("email", "role"), List.of());
        }

        public Builder email(String email) {
            set("email", email);
            return this;
        }

        public Builder role(Role role) {
            set("role", role);
            return this;
        }

        public Builder language(MailLanguage language) {
            set("language", language);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public InvitationRequest build() {
            return new InvitationRequest(made());
        }
    }
}
