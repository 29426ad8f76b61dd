package io.florin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A page of a list. To iterate over it goes through every object from here on, page by page: from new to old, or with {@code before} from
 * old to new. A page is followed from its own edge, so what is created meanwhile moves nothing.
 */
public final class Page<T> implements Iterable<T> {
    private final List<T> data;
    private final boolean hasMore;
    private final boolean upwards;
    private final Supplier<Optional<JsonNode>> following;
    private final Function<JsonNode, Page<T>> ask;

    /** A client makes it. */
    public Page(
            List<T> data,
            boolean hasMore,
            boolean upwards,
            Supplier<Optional<JsonNode>> following,
            Function<JsonNode, Page<T>> ask) {
        this.data = data;
        this.hasMore = hasMore;
        this.upwards = upwards;
        this.following = following;
        this.ask = ask;
    }

    /** The objects of this page, the newest first. */
    public List<T> data() {
        return data;
    }

    /** Whether there is more in the direction that was asked for. */
    public boolean hasMore() {
        return hasMore;
    }

    /** The next page in the direction that was asked for, or nothing where this was the last one. */
    public Optional<Page<T>> nextPage() {
        return following.get().map(ask);
    }

    /** Every object from here on, page by page. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private Page<T> page = Page.this;
            private final Queue<T> ready = new ArrayDeque<>(page.inOrder());

            @Override
            public boolean hasNext() {
                while (ready.isEmpty() && page != null) {
                    page = page.nextPage().orElse(null);
                    if (page != null) ready.addAll(page.inOrder());
                }
                return !ready.isEmpty();
            }

            @Override
            public T next() {
                if (!hasNext()) throw new NoSuchElementException();
                return ready.remove();
            }
        };
    }

    /** The newest comes first in a page, also in one of what is newer. */
    private List<T> inOrder() {
        if (!upwards) return data;
        List<T> turned = new ArrayList<>(data);
        Collections.reverse(turned);
        return turned;
    }
}
