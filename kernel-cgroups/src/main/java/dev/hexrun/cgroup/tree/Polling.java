package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.HostOperationException;

/** A wait for the kernel where it sends no event. */
public final class Polling {

    private Polling() {}

    /**
     * Sleeps.
     *
     * @param millis the time to sleep
     * @throws HostOperationException if the thread is interrupted; its interrupt status is set again
     */
    public static void sleepMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostOperationException("interrupted while waiting for a cgroup", e);
        }
    }
}
