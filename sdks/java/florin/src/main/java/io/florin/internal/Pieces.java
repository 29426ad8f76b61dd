package io.florin.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The body of an answer that goes on, piece by piece. One thread reads it, and any may close it. */
final class Pieces implements AutoCloseable {
    /** What came: bytes, the end ({@code bytes} is null), or a failure. */
    private record Came(byte[] bytes, Throwable failure) {}

    private static final Came END = new Came(null, null);
    private final BlockingQueue<Came> queue = new LinkedBlockingQueue<>();
    private final Duration silence;
    private volatile Flow.Subscription subscription;
    private volatile boolean closed;

    /** @param silence after which the connection is dead */
    Pieces(Flow.Publisher<List<ByteBuffer>> published, Duration silence) {
        this.silence = silence;
        published.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription made) {
                subscription = made;
                if (closed) made.cancel();
                else made.request(1);
            }

            @Override
            public void onNext(List<ByteBuffer> buffers) {
                for (ByteBuffer buffer : buffers) {
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(bytes);
                    queue.add(new Came(bytes, null));
                }
                queue.add(new Came(new byte[0], null));
            }

            @Override
            public void onError(Throwable failure) {
                queue.add(new Came(null, failure));
            }

            @Override
            public void onComplete() {
                queue.add(END);
            }
        });
    }

    /** The next bytes, or null where it has ended or was closed. */
    byte[] next() throws Lost {
        if (closed) return null;
        Came came;
        try {
            came = queue.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw Http.interrupted(interrupted);
        }
        if (came == null) throw new Lost(new java.util.concurrent.TimeoutException(), false);
        if (came.failure() != null && !closed) throw new Lost(came.failure(), true);
        // What was taken is asked for again, so no more than one portion waits here.
        if (came.bytes() != null && came.bytes().length == 0) subscription.request(1);
        return came.bytes();
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription made = subscription;
        if (made != null) made.cancel();
        queue.add(END);
    }
}
