// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class ApiKeyStatus extends OpenValue {
    public static final ApiKeyStatus ACTIVE = new ApiKeyStatus("active");
    public static final ApiKeyStatus EXPIRED = new ApiKeyStatus("expired");
    public static final ApiKeyStatus REVOKED = new ApiKeyStatus("revoked");

    private static final List<ApiKeyStatus> KNOWN = List.of(ACTIVE, EXPIRED, REVOKED);

    private ApiKeyStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static ApiKeyStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new ApiKeyStatus(text));
    }
}
