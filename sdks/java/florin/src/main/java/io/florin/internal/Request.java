package io.florin.internal;

import java.util.Map;

/** A request as it is sent. Names of fields are in lower case. {@code body} is null where there is none. */
public record Request(String method, String url, Map<String, String> headers, byte[] body) {
    /** The fields have the key, and the body may have a card. */
    @Override
    public String toString() {
        return "Request[" + method + "]";
    }
}
