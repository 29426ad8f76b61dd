package io.florin.internal;

/** A JWE that is refused. The reason is {@code malformed}, {@code header_refused}, {@code key_unknown} or {@code not_opened}. */
public final class JweException extends Exception {
    private final String reason;

    JweException(String reason) {
        super("The JWE cannot be opened (" + reason + ").");
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
