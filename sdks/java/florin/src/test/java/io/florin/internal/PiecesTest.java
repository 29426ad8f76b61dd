package io.florin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.florin.TimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;

class PiecesTest {
    @Test
    void what_is_silent_for_too_long_is_dead() throws Exception {
        try (SubmissionPublisher<List<ByteBuffer>> published = new SubmissionPublisher<>();
                Pieces pieces = new Pieces(published, Duration.ofMillis(1))) {
            Lost lost = assertThrows(Lost.class, pieces::next);
            assertInstanceOf(TimeoutException.class, lost.told(Duration.ofMillis(1)));
        }
    }

    @Test
    void whoever_reads_is_woken_when_another_thread_closes() throws Exception {
        try (SubmissionPublisher<List<ByteBuffer>> published = new SubmissionPublisher<>()) {
            Pieces pieces = new Pieces(published, Duration.ofMinutes(1));
            published.submit(List.of(ByteBuffer.wrap(new byte[] {7})));
            assertEquals(7, pieces.next()[0]);
            new Thread(pieces::close).start();
            byte[] read = pieces.next();
            if (read != null) read = pieces.next();
            assertNull(read);
        }
    }
}
