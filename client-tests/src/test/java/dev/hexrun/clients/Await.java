package dev.hexrun.clients;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for conditions by polling, with a deadline. */
final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration INTERVAL = Duration.ofMillis(3);

    private Await() {}

    /** Returns the deadline multiplied by the property {@code hexrun.patience}, for slow machines. */
    static Duration scaled(Duration deadline) {
        return deadline.multipliedBy(Integer.getInteger("hexrun.patience", 1));
    }

    /** Returns whether the process ends within the deadline. */
    static boolean endsWithin(Process process, Duration deadline) throws InterruptedException {
        return process.waitFor(scaled(deadline).toMillis(), TimeUnit.MILLISECONDS);
    }

    static void until(String what, BooleanSupplier condition) {
        if (!within(DEADLINE, condition)) {
            throw new AssertionError("not within " + scaled(DEADLINE).toSeconds() + " s: " + what);
        }
    }

    static boolean within(Duration deadline, BooleanSupplier condition) {
        long end = System.nanoTime() + scaled(deadline).toNanos();
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
