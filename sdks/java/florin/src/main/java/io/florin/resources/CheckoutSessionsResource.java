// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.CheckoutSession;
import io.florin.model.CheckoutSessionRequest;
import io.florin.model.ListCheckoutSessionsQuery;

/** {@code florin.checkoutSessions()}: create, list, retrieve, expire. */
public final class CheckoutSessionsResource {
    private final Caller caller;

    /** A client makes it. */
    public CheckoutSessionsResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Create a checkout session. Creates a page where a payer can pay for an order. Send the payer to its {@code
     * url}.
     */
    public CheckoutSession create(CheckoutSessionRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Create a checkout session. Creates a page where a payer can pay for an order. Send the payer to its {@code
     * url}.
     */
    public CheckoutSession create(CheckoutSessionRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_CHECKOUT_SESSION, null, body, options, CheckoutSession::new);
    }

    /** List checkout sessions. Lists the checkout sessions, the newest first. */
    public Page<CheckoutSession> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List checkout sessions. Lists the checkout sessions, the newest first. */
    public Page<CheckoutSession> list(RequestOptions options) {
        return caller.list(Operations.LIST_CHECKOUT_SESSIONS, null, null, options, CheckoutSession::new);
    }

    /** List checkout sessions. Lists the checkout sessions, the newest first. */
    public Page<CheckoutSession> list(ListCheckoutSessionsQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /** List checkout sessions. Lists the checkout sessions, the newest first. */
    public Page<CheckoutSession> list(ListCheckoutSessionsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_CHECKOUT_SESSIONS, null, query, options, CheckoutSession::new);
    }

    /** Retrieve a checkout session. Returns the session. */
    public CheckoutSession retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve a checkout session. Returns the session. */
    public CheckoutSession retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_CHECKOUT_SESSION, id, null, options, CheckoutSession::new);
    }

    /**
     * Expire a checkout session. Closes an open session. This is refused while a payment is in progress. The page
     * then accepts no more payments.
     */
    public CheckoutSession expire(String id) {
        return expire(id, RequestOptions.DEFAULT);
    }

    /**
     * Expire a checkout session. Closes an open session. This is refused while a payment is in progress. The page
     * then accepts no more payments.
     */
    public CheckoutSession expire(String id, RequestOptions options) {
        return caller.call(Operations.EXPIRE_CHECKOUT_SESSION, id, null, options, CheckoutSession::new);
    }
}
