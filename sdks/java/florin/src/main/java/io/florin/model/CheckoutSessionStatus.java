// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class CheckoutSessionStatus extends OpenValue {
    public static final CheckoutSessionStatus OPEN = new CheckoutSessionStatus("open");
    public static final CheckoutSessionStatus COMPLETE = new CheckoutSessionStatus("complete");
    public static final CheckoutSessionStatus EXPIRED = new CheckoutSessionStatus("expired");

    private static final List<CheckoutSessionStatus> KNOWN = List.of(OPEN, COMPLETE, EXPIRED);

    private CheckoutSessionStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static CheckoutSessionStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new CheckoutSessionStatus(text));
    }
}
