// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.ListRefundsQuery;
import io.florin.model.Refund;
import io.florin.model.RefundRequest;

/** {@code florin.refunds()}: create, list, retrieve. */
public final class RefundsResource {
    private final Caller caller;

    /** A client makes it. */
    public RefundsResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Refund a payment. Refunds a part of a payment or, without an {@code amount}, everything that can still be
     * refunded.
     */
    public Refund create(RefundRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Refund a payment. Refunds a part of a payment or, without an {@code amount}, everything that can still be
     * refunded.
     */
    public Refund create(RefundRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_REFUND, null, body, options, Refund::new);
    }

    /** List refunds. Lists the refunds, the newest first. Filters can be combined. */
    public Page<Refund> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List refunds. Lists the refunds, the newest first. Filters can be combined. */
    public Page<Refund> list(RequestOptions options) {
        return caller.list(Operations.LIST_REFUNDS, null, null, options, Refund::new);
    }

    /** List refunds. Lists the refunds, the newest first. Filters can be combined. */
    public Page<Refund> list(ListRefundsQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /** List refunds. Lists the refunds, the newest first. Filters can be combined. */
    public Page<Refund> list(ListRefundsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_REFUNDS, null, query, options, Refund::new);
    }

    /** Retrieve a refund. Returns the refund. */
    public Refund retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve a refund. Returns the refund. */
    public Refund retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_REFUND, id, null, options, Refund::new);
    }
}
