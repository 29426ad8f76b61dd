// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** {@code done}: written with the act. {@code asked}: written before it, so it may have been refused. */
public final class AuditState extends OpenValue {
    public static final AuditState DONE = new AuditState("done");
    public static final AuditState ASKED = new AuditState("asked");

    private static final List<AuditState> KNOWN = List.of(DONE, ASKED);

    private AuditState(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static AuditState of(String text) {
        return known(KNOWN, text).orElseGet(() -> new AuditState(text));
    }
}
