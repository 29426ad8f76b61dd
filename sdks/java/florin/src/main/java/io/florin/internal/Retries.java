package io.florin.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether to send a request again, and when. Nothing here waits. */
final class Retries {
    static final Duration FIRST_WAIT = Duration.ofMillis(500);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(8);
    /** Whoever is told to wait longer is better told now. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);
    /** After a wait that was asked for, many clients would come back at once. */
    static final Duration JITTER_AFTER = Duration.ofSeconds(1);

    private static final Set<Integer> REPEATABLE = Set.of(408, 429, 500, 502, 503, 504);

    private Retries() {}

    static boolean mayBeRepeated(int status, String code) {
        return REPEATABLE.contains(status) || "idempotency_in_progress".equals(code);
    }

    /** How far a call has come. */
    record State(int tries, int maxTries, Duration elapsed, Duration total, double random) {}

    /**
     * How long to wait before the next try, or nothing if there is none. Only what may be repeated comes here. It never waits less than
     * {@code Retry-After} asks, and not at all where that is more than a minute or than what is left.
     *
     * @param retryAfter null where nothing was asked
     */
    static Optional<Duration> waitBeforeNext(State state, Duration retryAfter) {
        if (state.tries() >= state.maxTries()) return Optional.empty();
        if (retryAfter != null && retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0) return Optional.empty();
        Duration wait = retryAfter == null
                ? backoff(state.tries(), state.random())
                : retryAfter.plusMillis(Math.round(JITTER_AFTER.toMillis() * state.random()));
        boolean late = state.elapsed().plus(wait).compareTo(state.total()) >= 0;
        return late ? Optional.empty() : Optional.of(wait);
    }

    /** Twice as long each time, between half of it and all of it, so that many clients do not come back at once. */
    static Duration backoff(int failures, double random) {
        long longest = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(failures - 1, 10));
        return Duration.ofMillis(Math.round(longest * (1 - random / 2)));
    }

    /**
     * Reads {@code Retry-After} (RFC 9110 section 10.2.3): seconds, or a date, which is compared with the answer's own {@code Date},
     * because our clock may be wrong. Null where it says nothing that can be read.
     */
    static Duration retryAfter(Map<String, String> headers, long nowMillis) {
        String value = headers.getOrDefault("retry-after", "").trim();
        if (value.matches("[0-9]{1,9}")) return Duration.ofSeconds(Long.parseLong(value));
        Long at = HttpTime.millis(value);
        if (at == null) return null;
        Long theirs = HttpTime.millis(headers.getOrDefault("date", ""));
        return Duration.ofMillis(Math.max(0, at - (theirs == null ? nowMillis : theirs)));
    }
}
