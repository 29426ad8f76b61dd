// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An object of the API. */
public final class Payment extends FlorinObject {
    /** Reads what the API has sent. */
    public Payment(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public PaymentStatus status() {
        return needed("status", Read.text(PaymentStatus::of));
    }

    public String orderId() {
        return needed("order_id", Read::text);
    }

    public long amount() {
        return needed("amount", Read::integer);
    }

    public String currency() {
        return needed("currency", Read::text);
    }

    public CaptureMethod captureMethod() {
        return needed("capture_method", Read.text(CaptureMethod::of));
    }

    public Optional<PaymentMethod> paymentMethod() {
        return optional("payment_method", PaymentMethod::of);
    }

    public Optional<NextAction> nextAction() {
        return optional("next_action", NextAction::of);
    }

    public Optional<String> declineCode() {
        return optional("decline_code", Read::text);
    }

    /** The amount that the payer’s bank or wallet has approved. */
    public long amountAuthorized() {
        return needed("amount_authorized", Read::integer);
    }

    /** The amount that can be captured now. */
    public long amountCapturable() {
        return needed("amount_capturable", Read::integer);
    }

    /** The amount that has arrived so far. */
    public long amountReceived() {
        return needed("amount_received", Read::integer);
    }

    /** The amount that must still arrive before the payment succeeds. */
    public long amountRemaining() {
        return needed("amount_remaining", Read::integer);
    }

    /** The amount that was captured, that is, actually taken from the payer. */
    public long amountCaptured() {
        return needed("amount_captured", Read::integer);
    }

    /** The amount that refunds have given back. */
    public long amountRefunded() {
        return needed("amount_refunded", Read::integer);
    }

    /** The amount that can still be refunded. */
    public long amountRefundable() {
        return needed("amount_refundable", Read::integer);
    }

    /**
     * Money that arrived but is not part of a successful payment: less than the amount so far, more than the amount,
     * or too late.
     */
    public long amountUnapplied() {
        return needed("amount_unapplied", Read::integer);
    }

    /** Money that arrived, was not part of a successful payment, and was sent back to the payer. */
    public long amountReturned() {
        return needed("amount_returned", Read::integer);
    }

    /** The amount that the payer’s bank took back after the payment had succeeded. */
    public long amountReversed() {
        return needed("amount_reversed", Read::integer);
    }

    /**
     * The part of {@code amount_captured} that the platform keeps. The rest is yours. A refund does not return the
     * fee.
     */
    public long amountFee() {
        return needed("amount_fee", Read::integer);
    }

    /**
     * When your share moves from the pending to the available balance: two days after the payment succeeded. Null
     * until it succeeds.
     */
    public Optional<Instant> releaseAt() {
        return optional("release_at", Read::time);
    }

    /** When the payment expires if nobody pays it. Null when it can no longer expire. */
    public Optional<Instant> expiresAt() {
        return optional("expires_at", Read::time);
    }

    public Optional<String> description() {
        return optional("description", Read::text);
    }

    public Map<String, String> metadata() {
        return needed("metadata", Read.mapOf(Read::text));
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }
}
