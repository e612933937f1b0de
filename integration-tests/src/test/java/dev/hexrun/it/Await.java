package dev.hexrun.it;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition by looking again and again, never longer than a deadline. */
final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration INTERVAL = Duration.ofMillis(3);

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        if (!within(DEADLINE, condition)) {
            throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what);
        }
    }

    static boolean within(Duration deadline, BooleanSupplier condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
