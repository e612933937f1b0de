package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.HostOperationException;

/** Waiting for the kernel where it offers no event to wait for. */
public final class Pause {

    private Pause() {}

    /**
     * Waits.
     *
     * @param millis how long
     * @throws HostOperationException if the thread is interrupted; its flag is set again
     */
    public static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostOperationException("interrupted while waiting for a cgroup", e);
        }
    }
}
