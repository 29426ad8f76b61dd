package io.florin;

/** No answer came in time. Nobody knows whether the request was done. */
public final class TimeoutException extends ConnectionException {
    public TimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
