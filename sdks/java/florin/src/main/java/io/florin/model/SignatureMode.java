// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/**
 * {@code off}: signatures are not looked at. {@code optional}: those that are sent are checked. {@code required}:
 * every request that changes something must be signed.
 */
public final class SignatureMode extends OpenValue {
    public static final SignatureMode OFF = new SignatureMode("off");
    public static final SignatureMode OPTIONAL = new SignatureMode("optional");
    public static final SignatureMode REQUIRED = new SignatureMode("required");

    private static final List<SignatureMode> KNOWN = List.of(OFF, OPTIONAL, REQUIRED);

    private SignatureMode(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static SignatureMode of(String text) {
        return known(KNOWN, text).orElseGet(() -> new SignatureMode(text));
    }
}
