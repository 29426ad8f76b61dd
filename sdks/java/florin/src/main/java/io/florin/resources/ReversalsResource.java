// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.ListReversalsQuery;
import io.florin.model.Reversal;

/** {@code florin.reversals()}: list, retrieve. */
public final class ReversalsResource {
    private final Caller caller;

    /** A client makes it. */
    public ReversalsResource(Caller caller) {
        this.caller = caller;
    }

    /** List reversals. Lists the reversals, the newest first. Send {@code payment} to list those of one payment. */
    public Page<Reversal> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List reversals. Lists the reversals, the newest first. Send {@code payment} to list those of one payment. */
    public Page<Reversal> list(RequestOptions options) {
        return caller.list(Operations.LIST_REVERSALS, null, null, options, Reversal::new);
    }

    /** List reversals. Lists the reversals, the newest first. Send {@code payment} to list those of one payment. */
    public Page<Reversal> list(ListReversalsQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /** List reversals. Lists the reversals, the newest first. Send {@code payment} to list those of one payment. */
    public Page<Reversal> list(ListReversalsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_REVERSALS, null, query, options, Reversal::new);
    }

    /**
     * Retrieve a reversal. Returns a reversal: money that the payer’s bank took back after the payment had succeeded.
     * The event {@code reversal.created} reports it.
     */
    public Reversal retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /**
     * Retrieve a reversal. Returns a reversal: money that the payer’s bank took back after the payment had succeeded.
     * The event {@code reversal.created} reports it.
     */
    public Reversal retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_REVERSAL, id, null, options, Reversal::new);
    }
}
