// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;

/** What {@code listAuditEntries} is asked for. */
public final class ListAuditEntriesQuery extends FlorinObject {
    /** Reads what the API has sent. */
    public ListAuditEntriesQuery(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("ListAuditEntriesQuery", List.of(), List.of());
        }

        /** From 1 to 100. The default is 10. */
        public Builder limit(long limit) {
            set("limit", limit);
            return this;
        }

        /** From 1 to 100. The default is 10. */
        public Builder limit(BigInteger limit) {
            set("limit", limit);
            return this;
        }

        /** Returns items older than the one with this id. */
        public Builder after(String after) {
            set("after", after);
            return this;
        }

        /**
         * Returns items newer than the one with this id. Polling with the newest id that you have seen misses no new
         * item.
         */
        public Builder before(String before) {
            set("before", before);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public ListAuditEntriesQuery build() {
            return new ListAuditEntriesQuery(made());
        }
    }
}
