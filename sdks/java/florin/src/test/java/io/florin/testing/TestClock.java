package io.florin.testing;

import io.florin.internal.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clock that a test moves, and that waits take no time by. It writes the waits down. */
public final class TestClock implements Surroundings {
    public final List<Duration> waits = new ArrayList<>();
    private long millis = 1_900_000_000_000L;
    private final double random;

    public TestClock() {
        this(0.5);
    }

    public TestClock(double random) {
        this.random = random;
    }

    public void set(long millis) {
        this.millis = millis;
    }

    public void move(Duration by) {
        millis += by.toMillis();
    }

    @Override
    public long nowMillis() {
        return millis;
    }

    @Override
    public long nanoTime() {
        return millis * 1_000_000;
    }

    @Override
    public double random() {
        return random;
    }

    @Override
    public void sleep(Duration duration) {
        waits.add(duration);
        move(duration);
    }
}
