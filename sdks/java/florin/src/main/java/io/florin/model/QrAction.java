// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;

/** An object of the API. */
public final class QrAction extends FlorinObject implements NextAction {
    /** Reads what the API has sent. */
    public QrAction(JsonNode json) {
        super(json);
    }

    public String type() {
        return needed("type", Read::text);
    }

    /** The content of the QR code that the payer scans. */
    public String code() {
        return needed("code", Read::text);
    }

    /** The same page, for a payer who is on the phone already. */
    public String url() {
        return needed("url", Read::text);
    }

    public Instant expiresAt() {
        return needed("expires_at", Read::time);
    }
}
