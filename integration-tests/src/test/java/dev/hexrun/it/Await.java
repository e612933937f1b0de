package dev.hexrun.it;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition by looking again and again, never longer than a deadline. */
final class Await {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration INTERVAL = Duration.ofMillis(3);

    private Await() {}

    /** A deadline, so many times longer as the machine is slower than a real one: the property {@code hexrun.patience}. */
    static Duration patient(Duration deadline) {
        return deadline.multipliedBy(Integer.getInteger("hexrun.patience", 1));
    }

    /** Returns whether the process ends within a deadline. */
    static boolean end(Process process, Duration deadline) throws InterruptedException {
        return process.waitFor(patient(deadline).toMillis(), TimeUnit.MILLISECONDS);
    }

    static void until(String what, BooleanSupplier condition) {
        if (!within(DEADLINE, condition)) {
            throw new AssertionError("not within " + patient(DEADLINE).toSeconds() + " s: " + what);
        }
    }

    static boolean within(Duration deadline, BooleanSupplier condition) {
        long end = System.nanoTime() + patient(deadline).toNanos();
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
