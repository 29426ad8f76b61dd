package io.florin;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One of several texts. One that this version does not know comes through, so it is no enum. Those that are known are always the same
 * objects, and can be compared by {@code ==}.
 */
public abstract class OpenValue {
    private final String text;

    protected OpenValue(String text) {
        this.text = Objects.requireNonNull(text);
    }

    /** The known value with this text. */
    protected static <T extends OpenValue> Optional<T> known(List<T> values, String text) {
        return values.stream()
                .filter(each -> ((OpenValue) each).text.equals(text))
                .findFirst();
    }

    /** The text, as it travels. */
    @Override
    public final String toString() {
        return text;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof OpenValue value && value.getClass() == getClass() && value.text.equals(text);
    }

    @Override
    public final int hashCode() {
        return text.hashCode();
    }
}
