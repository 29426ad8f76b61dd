// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class WebhookEncryptionKeyKty extends OpenValue {
    public static final WebhookEncryptionKeyKty RSA = new WebhookEncryptionKeyKty("RSA");
    public static final WebhookEncryptionKeyKty EC = new WebhookEncryptionKeyKty("EC");

    private static final List<WebhookEncryptionKeyKty> KNOWN = List.of(RSA, EC);

    private WebhookEncryptionKeyKty(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static WebhookEncryptionKeyKty of(String text) {
        return known(KNOWN, text).orElseGet(() -> new WebhookEncryptionKeyKty(text));
    }
}
