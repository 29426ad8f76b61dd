package io.florin.internal;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Times as fields of HTTP have them. */
public final class HttpTime {
    private HttpTime() {}

    /** Milliseconds since 1970, or null where the text is no time. */
    public static Long millis(String text) {
        if (!text.endsWith(" GMT")) return null;
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeParseException error) {
            return null;
        }
    }
}
