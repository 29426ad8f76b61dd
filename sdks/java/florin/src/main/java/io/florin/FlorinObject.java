package io.florin;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.internal.Json;
import java.util.Optional;
import java.util.function.Function;

/** A JSON object as it came, or as it is sent. Members that this version does not know are kept: {@code get} has them. It never changes. */
public abstract class FlorinObject {
    private final JsonNode json;

    protected FlorinObject(JsonNode json) {
        this.json = json;
    }

    /** A member that is always there. Throws {@code FlorinException} where it is not, or is of another kind. */
    protected final <T> T needed(String name, Function<JsonNode, T> read) {
        return optional(name, read)
                .orElseThrow(() -> new FlorinException(getClass().getSimpleName() + " has no member " + name + "."));
    }

    /** A member that may be missing or null. */
    protected final <T> Optional<T> optional(String name, Function<JsonNode, T> read) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) return Optional.empty();
        try {
            return Optional.of(read.apply(value));
        } catch (IllegalArgumentException error) {
            throw new FlorinException(getClass().getSimpleName() + "." + name + " " + error.getMessage()
                    + ", against the API's document: get(\"" + name + "\") has it as it came.");
        }
    }

    /**
     * Its member with this name, also one that this version does not know: a text, a number, a {@code Boolean}, a {@code List} or a
     * {@code Map}.
     */
    public final Optional<Object> get(String name) {
        return Optional.ofNullable(Json.plain(json.path(name)));
    }

    /** All of it, as JSON. */
    public final String toJson() {
        return Json.text(json);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof FlorinObject object && object.getClass() == getClass() && object.json.equals(json);
    }

    @Override
    public final int hashCode() {
        return json.hashCode();
    }

    /** What it has, without secrets and card numbers, so that it may be logged. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + Json.text(Json.withoutSecrets(json));
    }
}
