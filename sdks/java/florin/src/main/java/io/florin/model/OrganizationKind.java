// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** The platform is whoever runs this Florin. */
public final class OrganizationKind extends OpenValue {
    public static final OrganizationKind MERCHANT = new OrganizationKind("merchant");
    public static final OrganizationKind PLATFORM = new OrganizationKind("platform");

    private static final List<OrganizationKind> KNOWN = List.of(MERCHANT, PLATFORM);

    private OrganizationKind(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static OrganizationKind of(String text) {
        return known(KNOWN, text).orElseGet(() -> new OrganizationKind(text));
    }
}
