package io.florin.internal;

import java.util.Map;

/** A whole answer. Names of fields are in lower case. */
public record Answer(int status, Map<String, String> headers, byte[] body) {
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
