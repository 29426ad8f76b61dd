// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class WebhookDeliveryStatus extends OpenValue {
    public static final WebhookDeliveryStatus SUCCEEDED = new WebhookDeliveryStatus("succeeded");
    public static final WebhookDeliveryStatus FAILED = new WebhookDeliveryStatus("failed");

    private static final List<WebhookDeliveryStatus> KNOWN = List.of(SUCCEEDED, FAILED);

    private WebhookDeliveryStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static WebhookDeliveryStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new WebhookDeliveryStatus(text));
    }
}
