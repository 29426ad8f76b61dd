package io.florin;

/** No answer came. Nobody knows whether the request was done. Send it again with the same {@code idempotencyKey()}. */
public class ConnectionException extends FlorinException {
    public ConnectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
