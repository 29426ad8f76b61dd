// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class AppAuthMethod extends OpenValue {
    public static final AppAuthMethod CLIENT_SECRET_BASIC = new AppAuthMethod("client_secret_basic");
    public static final AppAuthMethod CLIENT_SECRET_POST = new AppAuthMethod("client_secret_post");
    public static final AppAuthMethod PRIVATE_KEY_JWT = new AppAuthMethod("private_key_jwt");
    public static final AppAuthMethod TLS_CLIENT_AUTH = new AppAuthMethod("tls_client_auth");
    public static final AppAuthMethod SELF_SIGNED_TLS_CLIENT_AUTH = new AppAuthMethod("self_signed_tls_client_auth");
    public static final AppAuthMethod NONE = new AppAuthMethod("none");

    private static final List<AppAuthMethod> KNOWN = List.of(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, PRIVATE_KEY_JWT, TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH, NONE);

    private AppAuthMethod(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static AppAuthMethod of(String text) {
        return known(KNOWN, text).orElseGet(() -> new AppAuthMethod(text));
    }
}
