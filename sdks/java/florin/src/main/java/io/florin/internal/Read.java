package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads values of JSON. Each throws {@code IllegalArgumentException} with the end of a sentence where the value is of another kind. */
public final class Read {
    private Read() {}

    public static String text(JsonNode json) {
        if (!json.isTextual()) throw new IllegalArgumentException("is no text");
        return json.textValue();
    }

    /** A text as what it stands for. */
    public static <T> Function<JsonNode, T> text(Function<String, T> of) {
        return json -> of.apply(text(json));
    }

    public static Instant time(JsonNode json) {
        try {
            return OffsetDateTime.parse(text(json)).toInstant();
        } catch (DateTimeParseException error) {
            throw new IllegalArgumentException("is no time", error);
        }
    }

    public static Long integer(JsonNode json) {
        if (!json.isIntegralNumber() || !json.canConvertToLong())
            throw new IllegalArgumentException("is no whole number of 64 bits");
        return json.longValue();
    }

    public static Boolean bool(JsonNode json) {
        if (!json.isBoolean()) throw new IllegalArgumentException("is neither true nor false");
        return json.booleanValue();
    }

    public static Map<String, Object> map(JsonNode json) {
        return mapOf(Json::plain).apply(json);
    }

    public static <T> Function<JsonNode, List<T>> listOf(Function<JsonNode, T> read) {
        return json -> {
            if (!json.isArray()) throw new IllegalArgumentException("is no list");
            List<T> list = new ArrayList<>(json.size());
            for (JsonNode each : json) list.add(read.apply(each));
            return Collections.unmodifiableList(list);
        };
    }

    public static <T> Function<JsonNode, Map<String, T>> mapOf(Function<JsonNode, T> read) {
        return json -> {
            if (!json.isObject()) throw new IllegalArgumentException("is no object");
            Map<String, T> map = new LinkedHashMap<>();
            json.properties().forEach(member -> map.put(member.getKey(), read.apply(member.getValue())));
            return Collections.unmodifiableMap(map);
        };
    }
}
