package io.florin;

import java.util.List;
import java.util.Optional;

/** Which events a stream has. */
public final class EventStreamOptions {
    /** Events of all types, from the next that happens. */
    public static final EventStreamOptions DEFAULT = new EventStreamOptions(List.of(), null);

    private final List<String> types;
    private final String lastEventId;

    private EventStreamOptions(List<String> types, String lastEventId) {
        this.types = types;
        this.lastEventId = lastEventId;
    }

    /** Only events of these types. */
    public static EventStreamOptions types(String... types) {
        return new EventStreamOptions(List.of(types), null);
    }

    /** The same, after the event with this id, which is the last one that was handled. */
    public EventStreamOptions after(String lastEventId) {
        return new EventStreamOptions(types, lastEventId);
    }

    public List<String> types() {
        return types;
    }

    public Optional<String> lastEventId() {
        return Optional.ofNullable(lastEventId);
    }
}
