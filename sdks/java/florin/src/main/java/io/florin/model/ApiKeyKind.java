// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class ApiKeyKind extends OpenValue {
    public static final ApiKeyKind SECRET = new ApiKeyKind("secret");
    public static final ApiKeyKind PUBLISHABLE = new ApiKeyKind("publishable");

    private static final List<ApiKeyKind> KNOWN = List.of(SECRET, PUBLISHABLE);

    private ApiKeyKind(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static ApiKeyKind of(String text) {
        return known(KNOWN, text).orElseGet(() -> new ApiKeyKind(text));
    }
}
