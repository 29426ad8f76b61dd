package io.florin;

import java.time.Duration;

/**
 * One thing that happened to a request. It has no secret, no body, no id and no value of a query. What an event does not have is null.
 *
 * @param operation as the API's document calls it, {@code createPayment}
 * @param path as the API's document writes it, with {@code {id}} in place of ids
 * @param attempt the first try is 1
 * @param error the class of what went wrong
 * @param pause how long until the next try
 */
public record LogEntry(
        Event event,
        String operation,
        String method,
        String path,
        int attempt,
        Integer status,
        String requestId,
        Duration duration,
        String error,
        Duration pause) {
    /** What happened. */
    public enum Event {
        REQUEST,
        ANSWER,
        NO_ANSWER,
        RETRY
    }
}
