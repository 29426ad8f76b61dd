package io.florin;

import java.util.Optional;

/** Whatever this library throws. Decide by the class, and by the {@code code()} of a refusal. */
public class FlorinException extends RuntimeException {
    private String idempotencyKey;

    public FlorinException(String message) {
        super(message);
    }

    public FlorinException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The key that the request was sent with, where it had one. Whoever sends the same request again later sends it with this key: then
     * it happens once, also where nobody knows whether it has happened.
     */
    public final Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** The client says which key the request had. */
    public final void sentWith(String key) {
        this.idempotencyKey = key;
    }
}
