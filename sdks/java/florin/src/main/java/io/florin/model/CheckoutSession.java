// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object of the API. */
public final class CheckoutSession extends FlorinObject {
    /** Reads what the API has sent. */
    public CheckoutSession(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    public CheckoutSessionStatus status() {
        return needed("status", Read.text(CheckoutSessionStatus::of));
    }

    /** Send the payer here. Whoever has the address may pay. */
    public String url() {
        return needed("url", Read::text);
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

    public Optional<String> description() {
        return optional("description", Read::text);
    }

    public Map<String, String> metadata() {
        return needed("metadata", Read.mapOf(Read::text));
    }

    public List<LineItem> lineItems() {
        return needed("line_items", Read.listOf(LineItem::new));
    }

    /** The last payment that was made in this session. */
    public Optional<String> payment() {
        return optional("payment", Read::text);
    }

    public String successUrl() {
        return needed("success_url", Read::text);
    }

    public String cancelUrl() {
        return needed("cancel_url", Read::text);
    }

    public Optional<CheckoutSessionClosedBy> closedBy() {
        return optional("closed_by", Read.text(CheckoutSessionClosedBy::of));
    }

    public Optional<Instant> closedAt() {
        return optional("closed_at", Read::time);
    }

    public Instant expiresAt() {
        return needed("expires_at", Read::time);
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }
}
