// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Optional;

/** One of a kind that this version does not know is an {@code Unknown}. */
public sealed interface Event permits WebhookEndpointEvent, PaymentEvent, RefundEvent, ReversalEvent, Event.Unknown {
    String id();

    String object();

    String type();

    Instant timestamp();

    /** The number of the event in the account. Numbers go up by one, without gaps. */
    long seq();

    /** The id of the command that caused the event. */
    String command();

    /**
     * The id of whoever asked for it: a key, a person, an app, or the checkout session of the payer. Null if time or
     * a bank caused it.
     */
    Optional<String> actor();

    String previousHash();

    /** SHA-256 over the previous hash and everything in this event. */
    String hash();

    /** Its member with this name, also one that this version does not know. */
    Optional<Object> get(String name);

    /** All of it, as JSON. */
    String toJson();

    /** Reads what the API has sent. */
    static Event of(JsonNode json) {
        return switch (json.path("type").asText()) {
            case "webhook_endpoint.disabled" -> new WebhookEndpointEvent(json);
            case "payment.created", "payment.requires_action", "payment.processing", "payment.authorized", "payment.capture_pending", "payment.capture_failed", "payment.canceling", "payment.cancel_failed", "payment.succeeded", "payment.failed", "payment.canceled", "payment.expired", "payment.funds_received", "payment.funds_returned", "payment.return_failed" -> new PaymentEvent(json);
            case "refund.created", "refund.succeeded", "refund.failed" -> new RefundEvent(json);
            case "reversal.created" -> new ReversalEvent(json);
            default -> new Unknown(json);
        };
    }

    /** One of a kind that this version does not know. {@code get} has its members. */
    final class Unknown extends FlorinObject implements Event {
        private Unknown(JsonNode json) {
            super(json);
        }

        public String id() {
            return needed("id", Read::text);
        }

        public String object() {
            return needed("object", Read::text);
        }

        public String type() {
            return needed("type", Read::text);
        }

        public Instant timestamp() {
            return needed("timestamp", Read::time);
        }

        /** The number of the event in the account. Numbers go up by one, without gaps. */
        public long seq() {
            return needed("seq", Read::integer);
        }

        /** The id of the command that caused the event. */
        public String command() {
            return needed("command", Read::text);
        }

        /**
         * The id of whoever asked for it: a key, a person, an app, or the checkout session of the payer. Null if time or
         * a bank caused it.
         */
        public Optional<String> actor() {
            return optional("actor", Read::text);
        }

        public String previousHash() {
            return needed("previous_hash", Read::text);
        }

        /** SHA-256 over the previous hash and everything in this event. */
        public String hash() {
            return needed("hash", Read::text);
        }
    }
}
