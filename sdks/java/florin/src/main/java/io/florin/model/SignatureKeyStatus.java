// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class SignatureKeyStatus extends OpenValue {
    public static final SignatureKeyStatus ACTIVE = new SignatureKeyStatus("active");
    public static final SignatureKeyStatus EXPIRED = new SignatureKeyStatus("expired");
    public static final SignatureKeyStatus REVOKED = new SignatureKeyStatus("revoked");

    private static final List<SignatureKeyStatus> KNOWN = List.of(ACTIVE, EXPIRED, REVOKED);

    private SignatureKeyStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static SignatureKeyStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new SignatureKeyStatus(text));
    }
}
