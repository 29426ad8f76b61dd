// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class AppGrantType extends OpenValue {
    public static final AppGrantType AUTHORIZATION_CODE = new AppGrantType("authorization_code");
    public static final AppGrantType REFRESH_TOKEN = new AppGrantType("refresh_token");
    public static final AppGrantType CLIENT_CREDENTIALS = new AppGrantType("client_credentials");
    public static final AppGrantType URN_IETF_PARAMS_OAUTH_GRANT_TYPE_DEVICE_CODE = new AppGrantType("urn:ietf:params:oauth:grant-type:device_code");

    private static final List<AppGrantType> KNOWN = List.of(AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS, URN_IETF_PARAMS_OAUTH_GRANT_TYPE_DEVICE_CODE);

    private AppGrantType(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static AppGrantType of(String text) {
        return known(KNOWN, text).orElseGet(() -> new AppGrantType(text));
    }
}
