package io.florin;

import io.florin.internal.Following;
import io.florin.model.Event;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Events as they happen, for one thread. It goes on for ever, and connects again where the connection breaks, without missing an event.
 * Close it to end it, from any thread.
 */
public final class EventStream implements Iterable<Event>, AutoCloseable {
    private final Following following;

    /** A client makes it. */
    public EventStream(Following following) {
        this.following = following;
    }

    /** The id of the last event that was handled, which is the one before the last that was handed out. Go on behind it after a restart. */
    public Optional<String> lastEventId() {
        return following.lastEventId();
    }

    /** The events. It is the same iterator each time, because an event happens once. */
    @Override
    public Iterator<Event> iterator() {
        return events;
    }

    private final Iterator<Event> events = new Iterator<>() {
        private Event next;

        @Override
        public boolean hasNext() {
            if (next == null) next = following.next();
            return next != null;
        }

        @Override
        public Event next() {
            if (!hasNext()) throw new NoSuchElementException();
            Event event = next;
            next = null;
            return event;
        }
    };

    @Override
    public void close() {
        following.close();
    }
}
