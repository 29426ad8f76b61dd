// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.util.List;

/** What {@code listRequests} is asked for. */
public final class ListRequestsQuery extends FlorinObject {
    /** Reads what the API has sent. */
    public ListRequestsQuery(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("ListRequestsQuery", List.of(), List.of());
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

        public Builder outcome(RequestOutcome outcome) {
            set("outcome", outcome);
            return this;
        }

        /** The status of the answer. */
        public Builder status(long status) {
            set("status", status);
            return this;
        }

        /** The status of the answer. */
        public Builder status(BigInteger status) {
            set("status", status);
            return this;
        }

        /** The code of the refusal. */
        public Builder code(String code) {
            set("code", code);
            return this;
        }

        /** The operation, as this document names it: {@code createPayment}. */
        public Builder operation(String operation) {
            set("operation", operation);
            return this;
        }

        /** The id of the request, as its answer said it. */
        public Builder request(String request) {
            set("request", request);
            return this;
        }

        /** The id of an object that the request made, changed or read. */
        public Builder object(String object) {
            set("object", object);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public ListRequestsQuery build() {
            return new ListRequestsQuery(made());
        }
    }
}
