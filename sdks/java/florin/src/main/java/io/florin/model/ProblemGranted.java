// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.Optional;

/** The payment that was granted to the app. Sent with {@code payment_not_granted}, {@code payment_grant_used}. */
public final class ProblemGranted extends FlorinObject {
    /** Reads what the API has sent. */
    public ProblemGranted(JsonNode json) {
        super(json);
    }

    public String type() {
        return needed("type", Read::text);
    }

    /** At most so much, in the minor unit of the currency. */
    public long amount() {
        return needed("amount", Read::integer);
    }

    public String currency() {
        return needed("currency", Read::text);
    }

    /** The only order that it may be for. */
    public Optional<String> orderId() {
        return optional("order_id", Read::text);
    }
}
