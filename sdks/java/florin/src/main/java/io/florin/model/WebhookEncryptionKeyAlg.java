// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class WebhookEncryptionKeyAlg extends OpenValue {
    public static final WebhookEncryptionKeyAlg RSA_OAEP_256 = new WebhookEncryptionKeyAlg("RSA-OAEP-256");
    public static final WebhookEncryptionKeyAlg ECDH_ES = new WebhookEncryptionKeyAlg("ECDH-ES");

    private static final List<WebhookEncryptionKeyAlg> KNOWN = List.of(RSA_OAEP_256, ECDH_ES);

    private WebhookEncryptionKeyAlg(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static WebhookEncryptionKeyAlg of(String text) {
        return known(KNOWN, text).orElseGet(() -> new WebhookEncryptionKeyAlg(text));
    }
}
