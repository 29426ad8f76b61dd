package io.florin.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Clock and chance, so that tests can have their own. */
public interface Surroundings {
    Surroundings SYSTEM = new Surroundings() {
        @Override
        public long nowMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public double random() {
            return ThreadLocalRandom.current().nextDouble();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        }
    };

    /** Milliseconds since 1970. */
    long nowMillis();

    /** Nanoseconds since any time. */
    long nanoTime();

    /** From 0 to 1. */
    double random();

    void sleep(Duration duration) throws InterruptedException;
}
