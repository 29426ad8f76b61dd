// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class RefundStatus extends OpenValue {
    public static final RefundStatus PENDING = new RefundStatus("pending");
    public static final RefundStatus SUCCEEDED = new RefundStatus("succeeded");
    public static final RefundStatus FAILED = new RefundStatus("failed");

    private static final List<RefundStatus> KNOWN = List.of(PENDING, SUCCEEDED, FAILED);

    private RefundStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static RefundStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new RefundStatus(text));
    }
}
