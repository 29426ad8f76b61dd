// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** What {@code listPayments} is asked for. */
public final class ListPaymentsQuery extends FlorinObject {
    /** Reads what the API has sent. */
    public ListPaymentsQuery(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("ListPaymentsQuery", List.of(), List.of());
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

        public Builder status(PaymentStatus status) {
            set("status", status);
            return this;
        }

        /**
         * Your own number for the order. While one payment of the order is active or has succeeded, a second one is
         * refused.
         */
        public Builder orderId(String orderId) {
            set("order_id", orderId);
            return this;
        }

        /** ISO 4217, upper case. */
        public Builder currency(String currency) {
            set("currency", currency);
            return this;
        }

        public Builder createdFrom(Instant createdFrom) {
            set("created_from", createdFrom);
            return this;
        }

        public Builder createdBefore(Instant createdBefore) {
            set("created_before", createdBefore);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public ListPaymentsQuery build() {
            return new ListPaymentsQuery(made());
        }
    }
}
