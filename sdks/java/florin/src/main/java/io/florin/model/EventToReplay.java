// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class EventToReplay extends FlorinObject {
    /** Reads what the API has sent. */
    public EventToReplay(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("EventToReplay", List.of("event"), List.of());
        }

        /** Deliver this event again. */
        public Builder event(String event) {
            set("event", event);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public EventToReplay build() {
            return new EventToReplay(made());
        }
    }
}
