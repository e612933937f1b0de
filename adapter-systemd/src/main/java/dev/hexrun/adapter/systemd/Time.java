package dev.hexrun.adapter.systemd;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How time passes. */
interface Time {

    /** The host's. */
    Time REAL = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) {
            LockSupport.parkNanos(duration.toNanos());
        }
    };

    /** Counts from anywhere. */
    long nanos();

    /** Lets some time pass, or less. */
    void pause(Duration duration);
}
