// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** {@code refused}: answered with a status from 400 on. */
public final class RequestOutcome extends OpenValue {
    public static final RequestOutcome SUCCEEDED = new RequestOutcome("succeeded");
    public static final RequestOutcome REFUSED = new RequestOutcome("refused");

    private static final List<RequestOutcome> KNOWN = List.of(SUCCEEDED, REFUSED);

    private RequestOutcome(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static RequestOutcome of(String text) {
        return known(KNOWN, text).orElseGet(() -> new RequestOutcome(text));
    }
}
