// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.Capture;
import io.florin.model.Confirmation;
import io.florin.model.ListPaymentsQuery;
import io.florin.model.Payment;
import io.florin.model.PaymentRequest;

/** {@code florin.payments()}: create, list, retrieve, confirm, capture, cancel. */
public final class PaymentsResource {
    private final Caller caller;

    /** A client makes it. */
    public PaymentsResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Create a payment. Creates a payment. With a {@code payment_method} and {@code confirm: true}, Florin also
     * confirms it at once. The answer is then 200 even if the payment was declined, so look at {@code status} and
     * {@code decline_code}.
     */
    public Payment create(PaymentRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Create a payment. Creates a payment. With a {@code payment_method} and {@code confirm: true}, Florin also
     * confirms it at once. The answer is then 200 even if the payment was declined, so look at {@code status} and
     * {@code decline_code}.
     */
    public Payment create(PaymentRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_PAYMENT, null, body, options, Payment::new);
    }

    /** List payments. Lists the payments, the newest first. Filters can be combined. */
    public Page<Payment> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List payments. Lists the payments, the newest first. Filters can be combined. */
    public Page<Payment> list(RequestOptions options) {
        return caller.list(Operations.LIST_PAYMENTS, null, null, options, Payment::new);
    }

    /** List payments. Lists the payments, the newest first. Filters can be combined. */
    public Page<Payment> list(ListPaymentsQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /** List payments. Lists the payments, the newest first. Filters can be combined. */
    public Page<Payment> list(ListPaymentsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_PAYMENTS, null, query, options, Payment::new);
    }

    /** Retrieve a payment. Returns the payment. */
    public Payment retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve a payment. Returns the payment. */
    public Payment retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_PAYMENT, id, null, options, Payment::new);
    }

    /**
     * Confirm a payment. Tries to pay a payment whose status is {@code created}. Look at {@code status} for the
     * result.
     */
    public Payment confirm(String id, Confirmation body) {
        return confirm(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Confirm a payment. Tries to pay a payment whose status is {@code created}. Look at {@code status} for the
     * result.
     */
    public Payment confirm(String id, Confirmation body, RequestOptions options) {
        return caller.call(Operations.CONFIRM_PAYMENT, id, body, options, Payment::new);
    }

    /**
     * Capture a payment. Captures the authorized amount or a part of it; the rest is voided. A payment can be
     * captured only once.
     */
    public Payment capture(String id) {
        return capture(id, RequestOptions.DEFAULT);
    }

    /**
     * Capture a payment. Captures the authorized amount or a part of it; the rest is voided. A payment can be
     * captured only once.
     */
    public Payment capture(String id, RequestOptions options) {
        return caller.call(Operations.CAPTURE_PAYMENT, id, null, options, Payment::new);
    }

    /**
     * Capture a payment. Captures the authorized amount or a part of it; the rest is voided. A payment can be
     * captured only once.
     */
    public Payment capture(String id, Capture body) {
        return capture(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Capture a payment. Captures the authorized amount or a part of it; the rest is voided. A payment can be
     * captured only once.
     */
    public Payment capture(String id, Capture body, RequestOptions options) {
        return caller.call(Operations.CAPTURE_PAYMENT, id, body, options, Payment::new);
    }

    /**
     * Cancel a payment. Cancels a payment that has not been paid. A payment that is in progress at the channel is
     * {@code canceling} until the channel has closed it. If the payer pays before that, the payment succeeds.
     */
    public Payment cancel(String id) {
        return cancel(id, RequestOptions.DEFAULT);
    }

    /**
     * Cancel a payment. Cancels a payment that has not been paid. A payment that is in progress at the channel is
     * {@code canceling} until the channel has closed it. If the payer pays before that, the payment succeeds.
     */
    public Payment cancel(String id, RequestOptions options) {
        return caller.call(Operations.CANCEL_PAYMENT, id, null, options, Payment::new);
    }
}
