package dev.hexrun.adapter.systemd;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A clock, which tests replace. */
interface Time {

    /** The host's clock. */
    Time REAL = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
            LockSupport.parkNanos(duration.toNanos());
        }
    };

    /** Returns a monotonic time in nanoseconds, with an arbitrary origin. */
    long nanos();

    /** Waits for a time; may return earlier. */
    void sleep(Duration duration);
}
