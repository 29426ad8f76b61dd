// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Optional;

/** {@code data} is the object as it was at the time of the event. */
public final class ReversalEvent extends FlorinObject implements Event {
    /** Reads what the API has sent. */
    public ReversalEvent(JsonNode json) {
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

    public Reversal data() {
        return needed("data", Reversal::new);
    }
}
