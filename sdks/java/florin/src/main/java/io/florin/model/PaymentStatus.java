// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class PaymentStatus extends OpenValue {
    public static final PaymentStatus CREATED = new PaymentStatus("created");
    public static final PaymentStatus REQUIRES_ACTION = new PaymentStatus("requires_action");
    public static final PaymentStatus PROCESSING = new PaymentStatus("processing");
    public static final PaymentStatus AUTHORIZED = new PaymentStatus("authorized");
    public static final PaymentStatus CANCELING = new PaymentStatus("canceling");
    public static final PaymentStatus SUCCEEDED = new PaymentStatus("succeeded");
    public static final PaymentStatus FAILED = new PaymentStatus("failed");
    public static final PaymentStatus CANCELED = new PaymentStatus("canceled");
    public static final PaymentStatus EXPIRED = new PaymentStatus("expired");

    private static final List<PaymentStatus> KNOWN = List.of(CREATED, REQUIRES_ACTION, PROCESSING, AUTHORIZED, CANCELING, SUCCEEDED, FAILED, CANCELED, EXPIRED);

    private PaymentStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static PaymentStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new PaymentStatus(text));
    }
}
