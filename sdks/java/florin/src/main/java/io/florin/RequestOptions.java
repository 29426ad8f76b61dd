package io.florin;

import java.time.Duration;
import java.util.Optional;

/** What a call may be given beside what is sent. */
public final class RequestOptions {
    /** A fresh idempotency key, and the client's own time limit. */
    public static final RequestOptions DEFAULT = new RequestOptions(null, null);

    private final String idempotencyKey;
    private final Duration timeout;

    private RequestOptions(String idempotencyKey, Duration timeout) {
        this.idempotencyKey = idempotencyKey;
        this.timeout = timeout;
    }

    /** With this key in place of a fresh one: 1 to 255 printable characters without spaces. A UUID is best. */
    public static RequestOptions idempotencyKey(String key) {
        return new RequestOptions(key, null);
    }

    /** The same, and one try may take so long. */
    public RequestOptions withTimeout(Duration timeout) {
        return new RequestOptions(idempotencyKey, timeout);
    }

    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }
}
