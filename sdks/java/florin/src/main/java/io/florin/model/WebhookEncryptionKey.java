// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.Optional;

/** The public key to which deliveries are encrypted. */
public final class WebhookEncryptionKey extends FlorinObject {
    /** Reads what the API has sent. */
    public WebhookEncryptionKey(JsonNode json) {
        super(json);
    }

    public WebhookEncryptionKeyKty kty() {
        return needed("kty", Read.text(WebhookEncryptionKeyKty::of));
    }

    /** As you gave it, otherwise the thumbprint of the key (RFC 7638). */
    public String kid() {
        return needed("kid", Read::text);
    }

    public String use() {
        return needed("use", Read::text);
    }

    public WebhookEncryptionKeyAlg alg() {
        return needed("alg", Read.text(WebhookEncryptionKeyAlg::of));
    }

    public Optional<String> n() {
        return optional("n", Read::text);
    }

    public Optional<String> e() {
        return optional("e", Read::text);
    }

    public Optional<String> crv() {
        return optional("crv", Read::text);
    }

    public Optional<String> x() {
        return optional("x", Read::text);
    }

    public Optional<String> y() {
        return optional("y", Read::text);
    }
}
