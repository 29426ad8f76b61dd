// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class Role extends OpenValue {
    public static final Role OWNER = new Role("owner");
    public static final Role ADMIN = new Role("admin");
    public static final Role DEVELOPER = new Role("developer");
    public static final Role FINANCE = new Role("finance");
    public static final Role SUPPORT = new Role("support");
    public static final Role READ_ONLY = new Role("read_only");
    public static final Role OPERATOR = new Role("operator");
    public static final Role REVIEWER = new Role("reviewer");
    public static final Role AUDITOR = new Role("auditor");

    private static final List<Role> KNOWN = List.of(OWNER, ADMIN, DEVELOPER, FINANCE, SUPPORT, READ_ONLY, OPERATOR, REVIEWER, AUDITOR);

    private Role(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static Role of(String text) {
        return known(KNOWN, text).orElseGet(() -> new Role(text));
    }
}
