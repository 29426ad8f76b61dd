// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;

/** An object of the API. */
public final class CardPaymentMethod extends FlorinObject implements PaymentMethod {
    /** Reads what the API has sent. */
    public CardPaymentMethod(JsonNode json) {
        super(json);
    }

    public String type() {
        return needed("type", Read::text);
    }

    /** What names the payment method in later requests. */
    public String token() {
        return needed("token", Read::text);
    }

    public String brand() {
        return needed("brand", Read::text);
    }

    /** The last four digits of its number. */
    public String last4() {
        return needed("last4", Read::text);
    }
}
