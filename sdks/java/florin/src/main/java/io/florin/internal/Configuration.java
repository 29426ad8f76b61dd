package io.florin.internal;

import io.florin.LogEntry;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Consumer;

/** What a client is made from, already checked. {@code signing} and {@code onLog} may be null. */
public record Configuration(
        String baseUrl,
        Credential credential,
        HttpClient http,
        Duration timeout,
        Duration totalTimeout,
        int maxTries,
        Signing signing,
        Consumer<LogEntry> onLog,
        Surroundings around) {
    private static final System.Logger LOGGER = System.getLogger("io.florin");

    /** A log that fails must not fail a payment. */
    void log(LogEntry entry) {
        LOGGER.log(System.Logger.Level.DEBUG, () -> entry.toString());
        if (onLog == null) return;
        try {
            onLog.accept(entry);
        } catch (RuntimeException error) {
            LOGGER.log(System.Logger.Level.WARNING, "onLog failed", error);
        }
    }
}
