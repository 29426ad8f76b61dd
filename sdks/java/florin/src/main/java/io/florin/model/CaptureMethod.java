// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class CaptureMethod extends OpenValue {
    public static final CaptureMethod AUTOMATIC = new CaptureMethod("automatic");
    public static final CaptureMethod MANUAL = new CaptureMethod("manual");

    private static final List<CaptureMethod> KNOWN = List.of(AUTOMATIC, MANUAL);

    private CaptureMethod(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static CaptureMethod of(String text) {
        return known(KNOWN, text).orElseGet(() -> new CaptureMethod(text));
    }
}
