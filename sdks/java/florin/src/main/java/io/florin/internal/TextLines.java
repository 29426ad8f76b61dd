package io.florin.internal;

import io.florin.ConnectionException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The lines of a text that streams in. It is opened when somebody reads. */
final class TextLines implements Iterator<String> {
    private final Supplier<Pieces> open;
    private final LineSplitter splitter = new LineSplitter();
    private final Queue<String> ready = new ArrayDeque<>();
    private Pieces pieces;
    private boolean ended;

    private TextLines(Supplier<Pieces> open) {
        this.open = open;
    }

    static Stream<String> of(Supplier<Pieces> open) {
        TextLines lines = new TextLines(open);
        int kind = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(lines, kind), false)
                .onClose(lines::close);
    }

    @Override
    public boolean hasNext() {
        if (pieces == null) pieces = open.get();
        while (ready.isEmpty() && !ended) {
            byte[] piece = read();
            if (piece != null) ready.addAll(splitter.feed(piece));
            else {
                ended = true;
                if (!splitter.rest().isEmpty()) ready.add(splitter.rest());
            }
        }
        return !ready.isEmpty();
    }

    private byte[] read() {
        try {
            return pieces.next();
        } catch (Lost lost) {
            throw new ConnectionException("The text was cut off on its way.", lost.getCause());
        }
    }

    @Override
    public String next() {
        if (!hasNext()) throw new NoSuchElementException();
        return ready.remove();
    }

    private void close() {
        if (pieces != null) pieces.close();
    }
}
