package io.florin;

import java.time.Duration;
import java.util.Optional;

/**
 * An answer came that is no success. It is an {@link ApiException} where Florin gave a reason, and this class itself where the answer is
 * none of Florin's: HTML, nothing, half a JSON, a redirect.
 */
public class AnswerException extends FlorinException {
    /** What was found in the answer. What it does not have is null. */
    public record Details(
            int status, String code, String requestId, Duration retryAfter, String field, boolean mayBeRepeated) {}

    private final Details details;

    public AnswerException(String message, Details details) {
        super(message);
        this.details = details;
    }

    /** That of HTTP. */
    public int status() {
        return details.status();
    }

    /** What to tell when you ask about the request. */
    public Optional<String> requestId() {
        return Optional.ofNullable(details.requestId());
    }

    /** How long Florin asks to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(details.retryAfter());
    }

    /** The field or parameter at fault. */
    public Optional<String> field() {
        return Optional.ofNullable(details.field());
    }

    /** Whether the same request may be sent again, with the same idempotency key. */
    public boolean mayBeRepeated() {
        return details.mayBeRepeated();
    }
}
