// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class CheckoutSessionClosedBy extends OpenValue {
    public static final CheckoutSessionClosedBy PAYER = new CheckoutSessionClosedBy("payer");
    public static final CheckoutSessionClosedBy MERCHANT = new CheckoutSessionClosedBy("merchant");

    private static final List<CheckoutSessionClosedBy> KNOWN = List.of(PAYER, MERCHANT);

    private CheckoutSessionClosedBy(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static CheckoutSessionClosedBy of(String text) {
        return known(KNOWN, text).orElseGet(() -> new CheckoutSessionClosedBy(text));
    }
}
