// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class WebhookEndpointStatus extends OpenValue {
    public static final WebhookEndpointStatus ENABLED = new WebhookEndpointStatus("enabled");
    public static final WebhookEndpointStatus DISABLED = new WebhookEndpointStatus("disabled");

    private static final List<WebhookEndpointStatus> KNOWN = List.of(ENABLED, DISABLED);

    private WebhookEndpointStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static WebhookEndpointStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new WebhookEndpointStatus(text));
    }
}
