package io.florin.internal;

import io.florin.ConnectionException;
import io.florin.TimeoutException;
import java.time.Duration;

/** No whole answer came. */
final class Lost extends Exception {
    private final boolean inTime;

    Lost(Throwable cause, boolean inTime) {
        super(cause);
        this.inTime = inTime;
    }

    /** What the caller gets. */
    ConnectionException told(Duration limit) {
        return inTime
                ? new ConnectionException("No answer came: " + why() + ".", getCause())
                : new TimeoutException("No answer came within " + limit.toMillis() + " ms.", getCause());
    }

    /** Why, without a stop at its end. */
    private String why() {
        String said = getCause().getMessage();
        if (said == null || said.isBlank()) return getCause().getClass().getSimpleName();
        if (said.contains("Unsupported or unrecognized SSL message") || said.contains("plaintext connection"))
            return "what listens there does not speak TLS, so see whether baseUrl begins with https:// where http:// is right";
        return said.replaceFirst("\\.+$", "");
    }
}
